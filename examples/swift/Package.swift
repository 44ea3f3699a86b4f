// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v13)],
    // Made by `cargo xtask build swift`. Yours is the address of the published package.
    dependencies: [.package(name: "Keybearer", path: "../../target/swift/Keybearer")],
    targets: [
        .target(name: "Sandbox", dependencies: ["Keybearer"]),
        .executableTarget(name: "sign-in", dependencies: ["Keybearer", "Sandbox"]),
        .executableTarget(name: "refresh", dependencies: ["Keybearer", "Sandbox"]),
        .executableTarget(name: "errors", dependencies: ["Keybearer", "Sandbox"]),
        .executableTarget(name: "events", dependencies: ["Keybearer", "Sandbox"]),
    ],
    swiftLanguageModes: [.v6]
)
