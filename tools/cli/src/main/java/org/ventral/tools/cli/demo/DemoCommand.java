package org.ventral.tools.cli.demo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ventral demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Small things to look at.", subcommands = KernelsCommand.class)
public final class DemoCommand implements Runnable {
    @Spec private CommandSpec spec;

    /** For picocli. */
    public DemoCommand() {}

    @Override public void run() {
        throw new ParameterException(spec.commandLine(), "kernels?");
    }
}
