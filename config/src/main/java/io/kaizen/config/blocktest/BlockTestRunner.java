package io.kaizen.config.blocktest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.fixture.ExpectedExceptions;
import io.kaizen.config.fixture.FixtureFiles;
import io.kaizen.config.fixture.FixtureNetwork;
import io.kaizen.config.fixture.FixtureResult;
import io.kaizen.config.fixture.FixtureState;
import io.kaizen.config.fixture.StateDifference;
import io.kaizen.config.fixture.UnknownForkException;
import io.kaizen.exec.block.BlockFault;
import io.kaizen.exec.block.BlockVerifier;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.evm.Tier;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.state.MemoryState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs block test fixtures: file by file, case by case. One thread. */
public final class BlockTestRunner {
    private final FixtureFiles files = new FixtureFiles();
    private final @Nullable String only;
    private final Tier tier;

    /**
     * @param only the one network to run; null for all
     */
    public BlockTestRunner(@Nullable String only) {
        this(only, Tier.HOT);
    }

    /**
     * @param tier of the EVM
     */
    public BlockTestRunner(@Nullable String only, Tier tier) {
        this.only = only;
        this.tier = tier;
    }

    /**
     * Runs a file, or every {@code .json} file below a folder in the order of their names; what is
     * no block test is left out.
     *
     * @throws IOException if the path cannot be read
     */
    public void run(Path path, Consumer<FixtureResult> results) throws IOException {
        files.read(
                path,
                (name, test) -> {
                    String network = test.path("network").asText();
                    boolean wanted = only == null || FixtureNetwork.isSame(only, network);
                    if (test.has("blocks") && test.has("genesisRLP") && wanted) {
                        results.accept(runAny(name, network, test));
                    }
                },
                (name, why) -> results.accept(FixtureResult.notRun(name, "", why)));
    }

    /** A case that cannot be read, or on which we crash, fails; the others go on. */
    private FixtureResult runAny(String name, String network, JsonNode test) {
        try {
            return runCase(name, network, test);
        } catch (RuntimeException crash) {
            return FixtureResult.notRun(name, network, "crashed: " + crash);
        }
    }

    private FixtureResult runCase(String name, String network, JsonNode test) {
        ForkSchedule schedule;
        try {
            schedule = FixtureNetwork.parse(network, test.path("config"));
        } catch (UnknownForkException unknown) {
            return FixtureResult.notRun(name, network, String.valueOf(unknown.getMessage()));
        }
        Header genesis;
        try {
            genesis = HeaderCodec.read(RlpReader.of(bytes(test.path("genesisRLP"))).list());
        } catch (RlpException malformed) {
            return FixtureResult.notRun(name, network, "genesis: " + malformed.getMessage());
        }
        MemoryState alloc = FixtureState.read(test.path("pre"));
        Hash root = FixtureState.root(alloc);
        if (!root.equals(genesis.stateRoot())) {
            return new FixtureResult(
                    name,
                    network,
                    false,
                    root,
                    "genesis state root %s, want %s".formatted(root, genesis.stateRoot()));
        }
        JsonNode chainId = test.path("config").path("chainid");
        Word chain = chainId.isMissingNode() ? Word.ONE : Word.fromHex(chainId.asText());
        BlockVerifier verifier = new BlockVerifier(schedule, chain, tier);
        TestChain testChain = new TestChain(schedule, verifier, genesis, alloc);
        String error = importBlocks(test.path("blocks"), testChain);
        if (error == null) {
            error = judgeEnd(test, testChain);
        }
        return new FixtureResult(
                name, network, error == null, testChain.headHeader().stateRoot(), error);
    }

    private static @Nullable String importBlocks(JsonNode blocks, TestChain chain) {
        int index = 0;
        for (JsonNode block : blocks) {
            BlockFault fault = chain.add(bytes(block.path("rlp")));
            String error = judge(block, fault);
            if (error != null) {
                return "block %d of %d: %s".formatted(index + 1, blocks.size(), error);
            }
            index++;
        }
        return null;
    }

    /** What is wrong with a verdict, or null. A block that must be refused has no header here. */
    private static @Nullable String judge(JsonNode block, @Nullable BlockFault fault) {
        String expected = block.path("expectException").asText(null);
        boolean mustFail = expected != null || !block.has("blockHeader");
        if (fault == null) {
            return mustFail ? "accepted, want " + expected : null;
        }
        if (!mustFail) {
            return "refused for %s: %s".formatted(reason(fault), fault.message());
        }
        return expected == null || ExpectedExceptions.allow(expected, fault)
                ? null
                : "refused for %s: %s; want %s".formatted(reason(fault), fault.message(), expected);
    }

    private static Enum<?> reason(BlockFault fault) {
        return fault.transaction() == null ? fault.reason() : fault.transaction();
    }

    private static @Nullable String judgeEnd(JsonNode test, TestChain chain) {
        Hash wantHead = Hash.fromHex(test.path("lastblockhash").asText());
        if (!chain.head().equals(wantHead)) {
            return "head %s, want %s".formatted(chain.head(), wantHead);
        }
        JsonNode postState = test.path("postState");
        MemoryState state = chain.headState();
        Hash root = FixtureState.root(state);
        if (postState.isObject()) {
            MemoryState want = FixtureState.read(postState);
            return FixtureState.root(want).equals(root)
                    ? null
                    : "post state: " + StateDifference.describe(want, state);
        }
        JsonNode postRoot = test.path("postStateHash");
        boolean same = postRoot.isMissingNode() || Hash.fromHex(postRoot.asText()).equals(root);
        return same ? null : "state root %s, want %s".formatted(root, postRoot.asText());
    }

    private static byte[] bytes(JsonNode hex) {
        return Bytes.fromHex(hex.asText()).array();
    }
}
