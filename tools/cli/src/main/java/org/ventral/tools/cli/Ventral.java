package org.ventral.tools.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.ventral.tools.cli.bench.BenchCommand;
import org.ventral.tools.cli.data.DataCommand;
import org.ventral.tools.cli.demo.DemoCommand;
import org.ventral.tools.cli.explain.DepthCommand;
import org.ventral.tools.cli.explain.ExplainCommand;
import org.ventral.tools.cli.explain.GradientFlowCommand;
import org.ventral.tools.cli.summary.SummaryCommand;
import org.ventral.tools.cli.train.EvalCommand;
import org.ventral.tools.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ventral} command: exit status 0 when all went well, 1 when something failed, 2 for wrong usage. */
@Command(name = "ventral", mixinStandardHelpOptions = true, versionProvider = VersionProvider.class,
        description = "Deep learning for the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {TrainCommand.class, EvalCommand.class, SummaryCommand.class, ExplainCommand.class, DepthCommand.class, GradientFlowCommand.class, DemoCommand.class, OnnxCommand.class, DataCommand.class, PluginsCommand.class, DoctorCommand.class, BenchCommand.class})
public final class Ventral implements Runnable {
    @Spec private CommandSpec spec;

    Ventral() {}

    /** Runs the command and ends the program with its status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments);
    }

    /** Runs the command in this process, with other places for what it prints. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine command = new CommandLine(new Ventral())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::report);
        return command.execute(arguments);
    }

    @Override public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
