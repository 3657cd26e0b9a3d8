package io.kaizen.exec.block;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.Receipt;
import io.kaizen.exec.ledger.Word;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deposits to the beacon chain, read from the deposit contract's events (EIP-6110). The event's
 * data is ABI-encoded and has one layout only:
 *
 * <pre>
 *   byte 0         160              256               320         384             512        576
 *        | offsets | 48, public key | 32, credentials | 8, amount | 96, signature | 8, index |
 * </pre>
 */
final class DepositEvents {
    static final Address CONTRACT = Address.fromHex("0x00000000219ab540356cbb839cbe05303d7705fa");

    /** keccak256 of {@code DepositEvent(bytes,bytes,bytes,bytes,bytes)}. */
    static final Hash TOPIC =
            Hash.fromHex("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

    private static final int BYTES = 576;

    /** Of the event's fields: where their length stands, and that length. */
    private static final int[][] FIELDS = {{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}};

    private DepositEvents() {}

    /**
     * The deposits of a block one after the other, 192 bytes each; null where an event has another
     * layout, which makes the block invalid.
     */
    static @Nullable Bytes read(List<Receipt> receipts) {
        ByteArrayOutputStream deposits = new ByteArrayOutputStream();
        for (Receipt receipt : receipts) {
            for (Log log : receipt.logs()) {
                if (isDeposit(log) && !append(log.data().array(), deposits)) {
                    return null;
                }
            }
        }
        return Bytes.wrap(deposits.toByteArray());
    }

    private static boolean isDeposit(Log log) {
        return log.address().equals(CONTRACT)
                && !log.topics().isEmpty()
                && log.topics().getFirst().equals(TOPIC);
    }

    private static boolean append(byte[] data, ByteArrayOutputStream deposits) {
        if (data.length != BYTES) {
            return false;
        }
        for (int i = 0; i < FIELDS.length; i++) {
            int at = FIELDS[i][0];
            int length = FIELDS[i][1];
            if (!holds(data, i * Word.BYTES, at) || !holds(data, at, length)) {
                return false;
            }
            deposits.write(data, at + Word.BYTES, length);
        }
        return true;
    }

    /** Whether the word at {@code offset} is this number. */
    private static boolean holds(byte[] data, int offset, int value) {
        return Word.read(data, offset).equals(Word.of(value));
    }
}
