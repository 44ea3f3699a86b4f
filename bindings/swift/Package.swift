// swift-tools-version: 6.0
import PackageDescription

// The core is a library in Rust. Apple platforms get it as an XCFramework, which
// `build-xcframework.sh` makes; on Linux it is a library that pkg-config finds, which
// `cargo xtask build swift` makes.
#if os(Linux)
    let core = Target.systemLibrary(name: "keybearer_ffiFFI", path: "Sources/keybearer_ffiFFI", pkgConfig: "keybearer")
#else
    let core = Target.binaryTarget(name: "keybearer_ffiFFI", path: "keybearer_ffiFFI.xcframework")
#endif

let package = Package(
    name: "Keybearer",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "Keybearer", targets: ["Keybearer"])
    ],
    targets: [
        .target(name: "Keybearer", dependencies: ["KeybearerFFI"]),
        // Written by uniffi-bindgen, for the older language mode.
        .target(
            name: "KeybearerFFI",
            dependencies: ["keybearer_ffiFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)],
            // What the core uses of Apple's systems: a static library does not bring it along.
            linkerSettings: ["CoreFoundation", "Security", "SystemConfiguration"].map {
                .linkedFramework($0, .when(platforms: [.macOS, .iOS]))
            }
        ),
        core,
    ],
    swiftLanguageModes: [.v6]
)
