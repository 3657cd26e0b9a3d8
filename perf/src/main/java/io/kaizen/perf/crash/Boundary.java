package io.kaizen.perf.crash;

import java.nio.file.Path;

/**
 * A moment at which a process may end.
 *
 * @param what the step, and the kind of file it is about: {@code force durable.mark}
 */
record Boundary(When when, String what) {
    enum When {
        BEFORE,
        AFTER
    }

    static Boundary before(String what) {
        return new Boundary(When.BEFORE, what);
    }

    static Boundary after(String what) {
        return new Boundary(When.AFTER, what);
    }

    /**
     * The kind of a file or folder of a node, without the numbers in its name: all that a count by
     * kind may depend on.
     */
    static String kind(Path root, Path path) {
        if (path.equals(root)) {
            return ".";
        }
        StringBuilder kind = new StringBuilder();
        for (Path part : root.relativize(path)) {
            String name = part.toString();
            kind.append(kind.isEmpty() ? "" : "/");
            kind.append(isDigit(name.charAt(0)) ? numbered(name) : name);
        }
        return kind.toString();
    }

    private static boolean isDigit(char first) {
        return first >= '0' && first <= '9';
    }

    private static String numbered(String name) {
        int dot = name.indexOf('.');
        return "N" + (dot < 0 ? "" : name.substring(dot));
    }

    @Override
    public String toString() {
        return (when == When.BEFORE ? "before " : "after ") + what;
    }
}
