package io.kaizen.perf.executor;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.TransactionProcessor;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.Validation;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.load.BenchToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The state that the executor's workloads run on: rich accounts, a token that all of them hold, and
 * pools that exchange it for another. Makes transactions whose senders are known.
 */
final class World {
    static final int POOLS = 256;
    private static final Word RICH = Word.fromDecimal("1000000000000000000000000");
    private static final Word CAP = Word.of(3_000_000_000L);
    private static final Word TIP = Word.of(1_000_000_000L);
    private static final Address DEPLOYER = Address.ofLong(0xdeb1);
    private static final Address TOKEN = Address.ofCreate(DEPLOYER, 0);
    private static final Address OTHER = Address.ofCreate(DEPLOYER, 1);
    private static final String POOL_RESOURCE = "BenchPool.hex";
    private static final int SWAP_SELECTOR = 0xc037646a;

    final MemoryState state = new MemoryState();
    final BlockContext block;
    private final int accounts;
    private final long[] nonces;

    World(int accounts) throws IOException {
        this.accounts = accounts;
        this.nonces = new long[accounts];
        this.block =
                new BlockContext(
                        1,
                        1_700_000_000L,
                        1L << 50,
                        Address.ofLong(0xfee5),
                        Word.ZERO,
                        Hash.ZERO,
                        Word.of(1_000_000_000L),
                        Word.ONE,
                        Hash.ZERO,
                        number -> Hash.ZERO);
        deployTokens();
        Bytes pool = poolCode();
        for (int i = 0; i < POOLS; i++) {
            state.put(pool(i), 1, Word.ZERO, pool);
            state.putStorage(pool(i), Word.of(0), TOKEN.toWord());
            state.putStorage(pool(i), Word.of(1), OTHER.toWord());
            long half = 1_000_000_000_000_000_000L;
            state.putStorage(pool(i), Word.of(2), new Word(0, half, 0, half));
            hold(pool(i));
        }
        for (int i = 0; i < accounts; i++) {
            state.put(account(i), 0, RICH, Bytes.EMPTY);
            hold(account(i));
            for (int p = 0; p < POOLS; p++) {
                if (p == i % POOLS) {
                    approve(account(i), pool(p));
                }
            }
        }
    }

    private void deployTokens() throws IOException {
        state.put(DEPLOYER, 0, RICH, Bytes.EMPTY);
        TransactionProcessor processor = new TransactionProcessor(Revision.OSAKA, Word.ONE);
        for (int nonce = 0; nonce < 2; nonce++) {
            Transaction creation =
                    transaction(nonce, 1_500_000, null, Word.ZERO, BenchToken.initCode());
            if (!(processor.execute(state, block, creation, DEPLOYER, Validation.CONSENSUS, null)
                            instanceof Executed executed)
                    || !executed.succeeded()) {
                throw new IllegalStateException("the token was not deployed");
            }
            state.apply(executed.effects());
        }
    }

    private static Bytes poolCode() throws IOException {
        try (InputStream in = World.class.getResourceAsStream(POOL_RESOURCE)) {
            if (in == null) {
                throw new IOException("resource " + POOL_RESOURCE + " is missing");
            }
            return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    private void hold(Address holder) {
        state.putStorage(TOKEN, BenchToken.balanceSlot(holder), RICH);
        state.putStorage(OTHER, BenchToken.balanceSlot(holder), RICH);
    }

    private void approve(Address owner, Address spender) {
        byte[] outer = new byte[64];
        owner.write(outer, 12);
        outer[63] = 1;
        byte[] inner = new byte[64];
        spender.write(inner, 12);
        System.arraycopy(Hash.keccak(outer).toArray(), 0, inner, 32, 32);
        Word slot = Hash.keccak(inner).toWord();
        state.putStorage(TOKEN, slot, RICH);
        state.putStorage(OTHER, slot, RICH);
    }

    int accounts() {
        return accounts;
    }

    static Address account(int i) {
        return Address.ofLong(0x5e4d_0000_0000L + i);
    }

    /** Nobody has used it yet. */
    static Address fresh(int i) {
        return Address.ofLong(0xf4e5_0000_0000L + i);
    }

    private static Address pool(int i) {
        return Address.ofLong(0x9001_0000_0000L + i);
    }

    RecoveredTransaction transfer(int from, Address to) {
        return recovered(from, transaction(nonces[from]++, 21_000, to, Word.ONE, Bytes.EMPTY));
    }

    RecoveredTransaction tokenTransfer(int from, Address to) {
        return recovered(
                from,
                transaction(
                        nonces[from]++,
                        100_000,
                        TOKEN,
                        Word.ZERO,
                        BenchToken.transfer(to, Word.ONE)));
    }

    /** By an account in the pool that it has approved. */
    RecoveredTransaction swap(int from, boolean zeroForOne) {
        byte[] data = new byte[4 + 2 * Word.BYTES];
        BigEndian.putInt(data, 0, SWAP_SELECTOR);
        data[4 + Word.BYTES - 1] = (byte) (zeroForOne ? 1 : 0);
        Word.of(1_000_000).write(data, 4 + Word.BYTES);
        return recovered(
                from,
                transaction(
                        nonces[from]++, 300_000, pool(from % POOLS), Word.ZERO, Bytes.wrap(data)));
    }

    private static RecoveredTransaction recovered(int from, Transaction tx) {
        return new RecoveredTransaction(tx, account(from), Hash.ZERO, Bytes.EMPTY);
    }

    private static Transaction transaction(
            long nonce, long gas, @Nullable Address to, Word value, Bytes data) {
        return new Transaction(
                TransactionType.DYNAMIC_FEE,
                Word.ONE,
                nonce,
                new Transaction.Fees(gas, CAP, TIP, Word.ZERO),
                new Transaction.Call(to, value, data),
                Transaction.Extras.NONE,
                Signature.NONE);
    }
}
