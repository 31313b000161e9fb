package org.ventral.tools.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that {@code ventral --version} prints. */
final class VersionProvider implements IVersionProvider {
    @Override public String[] getVersion() {
        return new String[] {"ventral " + version()};
    }

    static String version() {
        return Ventral.class.getModule().getDescriptor() == null ? "development"
                : Ventral.class.getModule().getDescriptor().rawVersion().orElse("0.1.0-SNAPSHOT");
    }
}
