package io.kaizen.exec.precompile;

/** Stands where a precompile exists but is not built: never asked for an answer. */
enum Unsupported implements Precompile {
    INSTANCE;

    @Override
    public long gas(byte[] input, int offset, int size) {
        throw new IllegalStateException("unsupported precompile asked for its price");
    }

    @Override
    public byte[] run(byte[] input, int offset, int size) {
        throw new IllegalStateException("unsupported precompile run");
    }

    @Override
    public boolean isSupported() {
        return false;
    }
}
