package org.ventral.tools.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ventral data}: which data sets there are, and how to get them. */
@Command(name = "data", mixinStandardHelpOptions = true, description = "Lists data sets and downloads them.", subcommands = {DataListCommand.class, DataGetCommand.class})
public final class DataCommand implements Runnable {
    @Spec private CommandSpec spec;

    /** For picocli. */
    public DataCommand() {}

    @Override public void run() {
        throw new ParameterException(spec.commandLine(), "list or get?");
    }
}
