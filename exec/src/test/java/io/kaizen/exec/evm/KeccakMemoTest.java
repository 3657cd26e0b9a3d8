package io.kaizen.exec.evm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.kaizen.zk.hash.Keccak256;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeccakMemoTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    @Test
    void itsDigestsAreTheRealOnesHoweverOftenAnInputComes() {
        System.out.println("KeccakMemoTest -Dkaizen.seed=" + SEED);
        Random random = new Random(SEED);
        Keccak256 keccak = new Keccak256();
        KeccakMemo memo = new KeccakMemo(new Keccak256());
        byte[] memory = new byte[200];
        long[] want = new long[4];
        long[] have = new long[6];
        for (int i = 0; i < 50_000; i++) {
            int offset = random.nextInt(100);
            Arrays.fill(memory, (byte) 0);
            memory[offset + random.nextInt(64)] = (byte) random.nextInt(256);
            memory[offset + random.nextInt(64)] = (byte) random.nextInt(4);
            keccak.hash(memory, offset, 64, want, 0);
            memo.hash(memory, offset, have, 1);
            assertArrayEquals(want, Arrays.copyOfRange(have, 1, 5));
        }
    }
}
