// swift-tools-version: 6.0
import PackageDescription

// Uses the package as an application does: as it is staged by `cargo xtask build swift`.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "Keybearer", path: "../../../target/swift/Keybearer")],
    targets: [
        .target(name: "Sandbox", dependencies: ["Keybearer"]),
        .executableTarget(name: "scenarios", dependencies: ["Keybearer", "Sandbox"]),
        .executableTarget(name: "bench", dependencies: ["Keybearer", "Sandbox"]),
        .testTarget(name: "KeybearerTests", dependencies: ["Keybearer", "Sandbox"]),
    ],
    swiftLanguageModes: [.v6]
)
