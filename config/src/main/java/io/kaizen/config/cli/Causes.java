package io.kaizen.config.cli;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in one line, for a person. */
final class Causes {
    private Causes() {}

    /** The message, and that of the first cause where it says something else. */
    static String describe(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null && !(root instanceof ConnectException)) {
            root = root.getCause();
        }
        String message = words(failed);
        String cause = words(root);
        return message.contains(cause) ? message : message + ": " + cause;
    }

    /** The JDK's file exceptions have a path for a message; what is wrong is in their type. */
    private static String words(Throwable failed) {
        String message = failed.getMessage();
        return switch (failed) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileAlreadyExistsException exists -> exists.getFile() + " is no folder";
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case FileSystemException other when other.getReason() == null ->
                    "cannot be used: " + other.getFile();
            case ConnectException refused when refused.getMessage() == null -> "connection refused";
            case UnresolvedAddressException unknown -> "no such host";
            default -> message == null ? failed.getClass().getSimpleName() : message;
        };
    }
}
