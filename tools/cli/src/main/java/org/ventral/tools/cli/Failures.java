package org.ventral.tools.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into one line that says what to do; the stack only where the fault is the program's. */
public final class Failures {
    private Failures() {}

    /** For arguments that cannot be understood: the same single line, and where to read on. */
    static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message = failure.getMessage();
        if (failure instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty())
            message += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        String where = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println(command.getColorScheme().errorText("ventral: " + message + (message.contains(where) ? "" : " (see " + where + ")")));
        command.getErr().flush();
        return 2;
    }

    static int report(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println(command.getColorScheme().errorText("ventral: " + message(failure)));
        if (unexpected(failure) || System.getenv("VENTRAL_DEBUG") != null) failure.printStackTrace(command.getErr());
        else command.getErr().flush();
        return failure instanceof UsageException ? 2 : 1;
    }

    /** What went wrong, for people. */
    public static String message(Throwable failure) {
        return switch (failure) {
            case UncheckedIOException e -> message(e.getCause());
            case FileAlreadyExistsException e -> e.getFile() + " is in the way";
            case NoSuchFileException e -> e.getFile() + " does not exist";
            case AccessDeniedException e -> e.getFile() + " may not be read or written: check its permissions";
            case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }

    /** Programming errors; everything else is about the arguments, the files or the machine, and its message says enough. */
    private static boolean unexpected(Exception failure) {
        return switch (failure) {
            case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _, ArithmeticException _, UnsupportedOperationException _ -> true;
            case IOException _, UncheckedIOException _, IllegalArgumentException _, IllegalStateException _ -> false;
            default -> failure.getMessage() == null;
        };
    }
}
