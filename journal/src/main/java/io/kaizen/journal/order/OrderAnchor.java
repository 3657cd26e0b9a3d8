package io.kaizen.journal.order;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Hash;
import java.nio.charset.StandardCharsets;

/** What position 1 has for a previous hash: it ties a journal to one genesis. */
public final class OrderAnchor {
    private static final byte[] DOMAIN =
            "kaizen.order.v1.........".getBytes(StandardCharsets.US_ASCII);

    private OrderAnchor() {}

    public static Hash of(long chainId, Hash genesisHash) {
        byte[] input = new byte[DOMAIN.length + Long.BYTES + Hash.BYTES];
        System.arraycopy(DOMAIN, 0, input, 0, DOMAIN.length);
        BigEndian.putLong(input, DOMAIN.length, chainId);
        genesisHash.write(input, DOMAIN.length + Long.BYTES);
        return Hash.keccak(input);
    }
}
