package org.ventral.tools.cli;

import org.ventral.tools.cli.onnx.CheckCommand;
import org.ventral.tools.cli.onnx.InfoCommand;
import org.ventral.tools.cli.onnx.RunCommand;
import org.ventral.tools.cli.onnx.SpeedCommand;
import org.ventral.tools.cli.onnx.TestCommand;
import org.ventral.tools.cli.onnx.VerifyCommand;
import org.ventral.tools.cli.train.ExportCommand;
import org.ventral.tools.cli.train.FinetuneCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ventral onnx}: models that travel. */
@Command(name = "onnx", mixinStandardHelpOptions = true, description = "Shows, checks, runs, tests, writes, verifies, times and fine-tunes ONNX models.",
        subcommands = {InfoCommand.class, CheckCommand.class, RunCommand.class, TestCommand.class, ExportCommand.class, VerifyCommand.class, SpeedCommand.class, FinetuneCommand.class})
final class OnnxCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override public void run() {
        throw new ParameterException(spec.commandLine(), "info, check, run, test, export, verify, bench or finetune?");
    }
}
