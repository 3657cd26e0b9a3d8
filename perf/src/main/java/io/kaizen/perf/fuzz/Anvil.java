package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.evm.Code;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlobFee;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.SystemCalls;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.PeerBlock.Digest;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Anvil as the other engine: accounts are loaded in one call, the transactions sent in one batch,
 * mined as one block, and the state taken back, so that every block has the same parent. One
 * thread.
 */
public final class Anvil implements AutoCloseable {
    /**
     * Before it Anvil 1.7 mixes revisions: at Istanbul it asks Berlin's 22,100 for setting a cold
     * slot (EIP-2929), at Berlin it refunds by London's rules (EIP-3529).
     */
    public static final Revision FIRST = Revision.LONDON;

    /** BLOCKHASH reaches 256 blocks back. */
    private static final int ANCESTORS = 258;

    /** EIP-2935's ring. */
    private static final long HISTORY_WINDOW = 8191;

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

    /**
     * Starts the binary on a free port of this machine.
     *
     * @throws PeerException if it does not answer within ten seconds
     */
    public static Anvil start(Path binary, Revision revision)
            throws IOException, InterruptedException {
        return AnvilProcess.start(binary, revision);
    }

    /**
     * Uses an Anvil that runs already; its chain is as before afterwards, but for some hundred
     * empty blocks. It must have been started with the options that {@link #start} gives.
     *
     * @throws PeerException if it is at another revision or chain id
     */
    public static Anvil connect(URI uri, Revision revision)
            throws IOException, InterruptedException {
        PeerRpc rpc = new PeerRpc(uri);
        Anvil anvil = new Anvil(rpc, revision, () -> {});
        String theirs = rpc.call("anvil_nodeInfo").path("hardFork").asText();
        if (!theirs.equalsIgnoreCase(AnvilProcess.name(revision))) {
            throw new PeerException("anvil is at " + theirs + ", not " + revision.fixtureName());
        }
        Word chainId = Word.fromHex(rpc.call("eth_chainId").asText());
        if (!chainId.equals(Chain.ID)) {
            throw new PeerException("anvil has chain id " + chainId + ", not " + Chain.ID);
        }
        anvil.prepare();
        return anvil;
    }

    /** Whether it can load an account with the code: of what begins like a delegation it dies. */
    static boolean loads(Bytes code) {
        boolean begins =
                code.size() >= 2 && code.get(0) == (byte) 0xef && code.get(1) == (byte) 0x01;
        return !begins || Code.isDelegation(code);
    }

    /** As it names itself. */
    public String version() throws IOException, InterruptedException {
        return rpc.call("web3_clientVersion").asText();
    }

    /** Makes the common parent of all blocks. */
    void prepare() throws IOException, InterruptedException {
        rpc.call("anvil_setCoinbase", Chain.FEE_RECIPIENT.hex());
        rpc.call("anvil_mine", "0x" + Integer.toHexString(ANCESTORS));
        long head = quantity(rpc.call("eth_blockNumber"));
        List<String> numbers = new ArrayList<>();
        for (long number = Math.max(0, head - ANCESTORS); number <= head; number++) {
            numbers.add("0x" + Long.toHexString(number));
        }
        for (JsonNode answer : rpc.each("eth_getBlockByNumber", numbers, false)) {
            JsonNode block = answer.path("result");
            hashes.put(quantity(block.path("number")), Hash.fromHex(block.path("hash").asText()));
        }
        genesis = state(head);
    }

    /** The state that every block begins with, before the programs' accounts. */
    MemoryState genesis() {
        return genesis;
    }

    /**
     * Runs the transactions over the accounts in a block of their own, and takes all back.
     *
     * @param traced whose frames are wanted
     */
    PeerBlock run(
            List<PreAccount> accounts, List<RecoveredTransaction> transactions, Set<Hash> traced)
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
        PeerBlock result = block(traced);
        rpc.call("evm_revert", snapshot);
        return result;
    }

    private PeerBlock block(Set<Hash> traced) throws IOException, InterruptedException {
        JsonNode block = rpc.call("eth_getBlockByNumber", "latest", false);
        List<Hash> included = new ArrayList<>();
        block.path("transactions").forEach(hash -> included.add(Hash.fromHex(hash.asText())));
        Map<Hash, PeerTrace> traces = traces(included.stream().filter(traced::contains).toList());
        Digest digest =
                new Digest(
                        Hash.fromHex(block.path("receiptsRoot").asText()),
                        Bytes.fromHex(block.path("logsBloom").asText()),
                        quantity(block.path("gasUsed")));
        BlockContext context = context(block);
        // A dump also holds the traces of all transactions that are kept, which is most of it: in
        // another block's wake they are not. What the pool refused must not come into that one.
        rpc.call("anvil_dropAllTransactions");
        rpc.call("anvil_mine", "0x1");
        return new PeerBlock(context, included, digest, state(context.number()), traces);
    }

    private Map<Hash, PeerTrace> traces(List<Hash> hashes)
            throws IOException, InterruptedException {
        List<String> texts = hashes.stream().map(Hash::hex).toList();
        List<JsonNode> frames = rpc.each("trace_transaction", texts);
        List<JsonNode> receipts = rpc.each("eth_getTransactionReceipt", texts);
        Map<Hash, PeerTrace> traces = new HashMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            JsonNode receipt = receipts.get(i).path("result");
            PeerTrace trace =
                    new PeerTrace(
                            AnvilFrames.of(frames.get(i).path("result")),
                            quantity(receipt.path("status")) == 1,
                            quantity(receipt.path("gasUsed")),
                            logs(receipt.path("logs")));
            traces.put(hashes.get(i), trace);
        }
        return traces;
    }

    private static List<Log> logs(JsonNode json) {
        List<Log> logs = new ArrayList<>();
        for (JsonNode log : json) {
            List<Hash> topics = new ArrayList<>();
            log.path("topics").forEach(topic -> topics.add(Hash.fromHex(topic.asText())));
            logs.add(
                    new Log(
                            Address.fromHex(log.path("address").asText()),
                            topics,
                            Bytes.fromHex(log.path("data").asText())));
        }
        return logs;
    }

    /** All accounts, but for what the block after the numbered one stored of it (EIP-2935). */
    private MemoryState state(long number) throws IOException, InterruptedException {
        MemoryState state = AnvilState.decode(rpc.call("anvil_dumpState").asText());
        Word slot = Word.of(number % HISTORY_WINDOW);
        if (state.account(SystemCalls.HISTORY_STORAGE) != null) {
            state.putStorage(SystemCalls.HISTORY_STORAGE, slot, Word.ZERO);
        }
        return state;
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
