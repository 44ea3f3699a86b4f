#!/bin/sh
# Builds the core for Apple platforms as an XCFramework, beside Package.swift, and prints the
# checksum that a binary target by URL needs. Run it on a Mac with Xcode and rustup.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
out=$target/swift/xcframework
library=libkeybearer_ffi.a

# The oldest systems that Package.swift names: the C and assembly of the core are compiled for them
# too, or linking warns of objects that are newer than the app.
export MACOSX_DEPLOYMENT_TARGET=13.0 IPHONEOS_DEPLOYMENT_TARGET=16.0

cd "$root"
rm -rf "$out" "$here/keybearer_ffiFFI.xcframework"
# In a folder of their own: Xcode puts the headers of all XCFrameworks of an app into one, where a
# second module.modulemap would be an error. Clang finds a module in a folder of its name.
headers=$out/headers/keybearer_ffiFFI
mkdir -p "$headers"

# What Swift sees of the core: the header and its module, made from the library of this Mac.
cargo xtask ffi bindings swift "$out/bindings"
cp "$out/bindings/keybearer_ffiFFI.h" "$headers/"
cp "$here/Sources/keybearer_ffiFFI/module.modulemap" "$headers/"
mkdir -p "$here/Sources/KeybearerFFI"
cp "$out/bindings/keybearer_ffi.swift" "$here/Sources/KeybearerFFI/"

# One library for each platform; those for two processors are joined.
slice() {
    name=$1
    shift
    mkdir -p "$out/$name"
    built=""
    for triple in "$@"; do
        rustup target add "$triple"
        cargo rustc --locked --profile native --package keybearer-ffi --lib --crate-type staticlib --target "$triple"
        built="$built $target/$triple/native/$library"
    done
    # shellcheck disable=SC2086 # a list of paths of our own making
    lipo -create $built -output "$out/$name/$library"
}

slice macos aarch64-apple-darwin x86_64-apple-darwin
slice ios aarch64-apple-ios
slice ios-simulator aarch64-apple-ios-sim x86_64-apple-ios

xcodebuild -create-xcframework \
    -library "$out/macos/$library" -headers "$out/headers" \
    -library "$out/ios/$library" -headers "$out/headers" \
    -library "$out/ios-simulator/$library" -headers "$out/headers" \
    -output "$here/keybearer_ffiFFI.xcframework"

cd "$here"
ditto -c -k --keepParent keybearer_ffiFFI.xcframework "$out/keybearer_ffiFFI.xcframework.zip"
echo "checksum: $(swift package compute-checksum "$out/keybearer_ffiFFI.xcframework.zip")"
