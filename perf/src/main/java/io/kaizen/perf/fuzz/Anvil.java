package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.PeerBlock.Digest;
import io.kaizen.perf.fuzz.PeerBlock.End;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Anvil as the other engine: accounts are loaded in one call, the transactions sent in one batch,
 * mined as one block, and the state taken back, so that every block has the same parent. One
 * thread.
 */
final class Anvil implements AutoCloseable {
    /** BLOCKHASH reaches 256 blocks back. */
    private static final int ANCESTORS = 258;

    private final PeerRpc rpc;
    private final Revision revision;
    private final AutoCloseable process;
    private final Map<Long, Hash> hashes = new HashMap<>();
    private MemoryState genesis = new MemoryState();

    /**
     * @param process closed with this
     */
    Anvil(PeerRpc rpc, Revision revision, AutoCloseable process) {
        this.rpc = rpc;
        this.revision = revision;
        this.process = process;
    }

    /** Makes the common parent of all blocks. */
    void prepare() throws IOException, InterruptedException {
        rpc.call("anvil_setCoinbase", Chain.FEE_RECIPIENT.hex());
        rpc.call("anvil_mine", "0x" + Integer.toHexString(ANCESTORS));
        long head = quantity(rpc.call("eth_blockNumber"));
        for (long number = Math.max(0, head - ANCESTORS); number <= head; number++) {
            JsonNode block =
                    rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
            hashes.put(number, Hash.fromHex(block.path("hash").asText()));
        }
        genesis = state();
    }

    /** The state that every block begins with, before the programs' accounts. */
    MemoryState genesis() {
        return genesis;
    }

    /** What is done with a block while the peer still holds its state. */
    interface Inspection<T> {
        T of(PeerBlock block) throws IOException, InterruptedException;
    }

    /** Runs the transactions over the accounts in a block of their own, and takes all back. */
    <T> T run(
            List<PreAccount> accounts,
            List<RecoveredTransaction> transactions,
            Inspection<T> inspection)
            throws IOException, InterruptedException {
        JsonNode snapshot = rpc.call("evm_snapshot");
        rpc.call("anvil_loadState", AnvilState.encode(accounts));
        if (revision.atLeast(Revision.LONDON)) {
            rpc.call("anvil_setNextBlockBaseFeePerGas", Chain.BASE_FEE.quantity());
        }
        rpc.call("evm_setNextBlockTimestamp", Chain.TIMESTAMP);
        rpc.each(
                "eth_sendRawTransaction", transactions.stream().map(tx -> tx.raw().hex()).toList());
        rpc.call("anvil_mine", "0x1");
        T result = inspection.of(block());
        rpc.call("anvil_dropAllTransactions");
        rpc.call("evm_revert", snapshot);
        return result;
    }

    /** All accounts as the peer has them now. */
    MemoryState state() throws IOException, InterruptedException {
        return AnvilState.decode(rpc.call("anvil_dumpState").asText());
    }

    private PeerBlock block() throws IOException, InterruptedException {
        JsonNode block = rpc.call("eth_getBlockByNumber", "latest", false);
        List<Hash> included = new ArrayList<>();
        block.path("transactions").forEach(hash -> included.add(Hash.fromHex(hash.asText())));
        List<End> ends = new ArrayList<>();
        if (!included.isEmpty()) {
            for (JsonNode trace : rpc.call("trace_block", block.path("number"))) {
                if (trace.path("traceAddress").isEmpty()
                        && !trace.path("type").asText().equals("reward")) {
                    ends.add(AnvilEnds.of(trace));
                }
            }
        }
        Digest digest =
                new Digest(
                        Hash.fromHex(block.path("stateRoot").asText()),
                        Hash.fromHex(block.path("receiptsRoot").asText()),
                        Bytes.fromHex(block.path("logsBloom").asText()),
                        quantity(block.path("gasUsed")));
        return new PeerBlock(context(block), included, ends, digest);
    }

    private BlockContext context(JsonNode block) {
        long excess = quantity(block.path("excessBlobGas"));
        return new BlockContext(
                quantity(block.path("number")),
                quantity(block.path("timestamp")),
                quantity(block.path("gasLimit")),
                Address.fromHex(block.path("miner").asText()),
                Word.fromHex(block.path("difficulty").asText("0x0")),
                Hash.fromHex(block.path("mixHash").asText()),
                Word.fromHex(block.path("baseFeePerGas").asText("0x0")),
                revision.atLeast(Revision.CANCUN) ? blobFee(excess) : Word.ZERO,
                Hash.fromWord(Word.fromHex(block.path("parentBeaconBlockRoot").asText("0x0"))),
                number -> hashes.getOrDefault(number, Hash.ZERO));
    }

    private Word blobFee(long excess) {
        return BlobFee.of(
                excess,
                revision.atLeast(Revision.PRAGUE)
                        ? BlobFee.UPDATE_FRACTION_PRAGUE
                        : BlobFee.UPDATE_FRACTION_CANCUN);
    }

    private static long quantity(JsonNode hex) {
        return Word.fromHex(hex.asText("0x0")).w0();
    }

    @Override
    public void close() throws IOException {
        rpc.close();
        try {
            process.close();
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new PeerException("the peer did not end", failed);
        }
    }
}
