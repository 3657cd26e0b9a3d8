package io.kaizen.perf.crash;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.perf.load.Workload.Sender;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes the transactions of an episode: transfers, contracts, what sets and clears their slots,
 * and now and then one that is void.
 */
final class Script {
    /** Sets the slot of the first word of its input to the second. */
    private static final Bytes STORING = Bytes.fromHex("0x666020355f3555005f5260076019f3");

    private static final int RECIPIENTS = 24;
    private static final int SLOTS = 12;
    private static final int VOID_ONE_IN = 20;
    private static final int CONTRACTS = 4;

    private final Random random;
    private final long[] nonces = new long[CrashWorld.SENDERS.size()];
    private final Address[] contracts = new Address[CONTRACTS];
    private int deployed;

    /**
     * @param state that the next transaction meets
     */
    Script(Random random, StateView state) {
        this.random = random;
        for (int i = 0; i < nonces.length; i++) {
            var account = state.account(CrashWorld.SENDERS.get(i).address());
            nonces[i] = account == null ? 0 : account.nonce();
        }
    }

    RecoveredTransaction next() {
        int from = random.nextInt(nonces.length);
        Sender sender = CrashWorld.SENDERS.get(from);
        boolean isVoid = random.nextInt(VOID_ONE_IN) == 0;
        long nonce = isVoid ? nonces[from] + 7 : nonces[from]++;
        int kind = random.nextInt(10);
        Bytes raw;
        if (kind == 0 && !isVoid) {
            contracts[deployed++ % CONTRACTS] = Address.ofCreate(sender.address(), nonce);
            raw = CrashWorld.SIGNER.sign(sender, nonce, 200_000, null, Word.ZERO, STORING);
        } else if (kind < 5 && deployed > 0) {
            Address contract = contracts[random.nextInt(Math.min(deployed, CONTRACTS))];
            raw = call(sender, nonce, contract);
        } else {
            Address to = CrashWorld.SIGNER.recipient(random.nextInt(RECIPIENTS));
            raw = CrashWorld.SIGNER.transfer(sender, nonce, to, Word.of(1 + random.nextInt(1000)));
        }
        return new RecoveredTransaction(
                TransactionCodec.decode(raw.array()), sender.address(), Hash.keccak(raw), raw);
    }

    private Bytes call(Sender sender, long nonce, @Nullable Address contract) {
        byte[] input = new byte[64];
        input[31] = (byte) random.nextInt(SLOTS);
        input[63] = (byte) random.nextInt(4);
        return CrashWorld.SIGNER.sign(
                sender, nonce, 100_000, contract, Word.ZERO, Bytes.wrap(input));
    }
}
