package io.kaizen.zk.hash;

/** One input after the other. */
final class ScalarKeccakBatch implements KeccakBatch {
    private final Keccak256 keccak = new Keccak256();

    @Override
    public void hash(byte[] inputs, int[] offsets, int[] lengths, int count, byte[] digests) {
        for (int i = 0; i < count; i++) {
            keccak.hash(inputs, offsets[i], lengths[i], digests, i * Keccak256.DIGEST_BYTES);
        }
    }
}
