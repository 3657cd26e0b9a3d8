package io.kaizen.perf.fuzz.program;

/** Writes a few instructions that belong together. */
@FunctionalInterface
interface Snippet {
    void write(Scene scene);
}
