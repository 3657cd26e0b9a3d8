package io.kaizen.zk.hash;

/**
 * Keccak-256 of many inputs that do not depend on each other, so that an implementation may take
 * several at once. An instance is scratch space for one thread.
 */
public interface KeccakBatch {
    /**
     * Writes the digest of each {@code inputs[offsets[i], offsets[i] + lengths[i])}, for i below
     * {@code count}, to {@code digests[32 i, 32 i + 32)}. The inputs may overlap; digests and
     * inputs are different arrays.
     *
     * @throws IndexOutOfBoundsException where an input or a digest lies outside its array
     */
    void hash(byte[] inputs, int[] offsets, int[] lengths, int count, byte[] digests);

    /** The one to use here. */
    static KeccakBatch create() {
        return new ScalarKeccakBatch();
    }
}
