package io.kaizen.config.mainnet;

import java.io.IOException;
import java.nio.file.Path;

/** One way in which a block and the state before it are written to files. */
interface BlockFormat {
    /** As results name it. */
    String name();

    /** Whether a file, by its name and beginning, is the main file of a block of this format. */
    boolean recognises(Path file, String beginning) throws IOException;

    /**
     * @throws IOException if a file cannot be read or does not hold what it should
     */
    MainnetBlock read(Path file) throws IOException;
}
