package io.kaizen.config.blocktest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.config.statetest.ConformanceArchive;
import io.kaizen.exec.block.BlockFault;
import io.kaizen.exec.block.BlockVerifier;
import io.kaizen.exec.block.Check;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.block.PreState;
import io.kaizen.exec.block.Verdict;
import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.BlockCodec;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.state.EmptyView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole chains of other clients' tests, block by block, roots included. */
class ChainConformanceTest {

    @ParameterizedTest
    @CsvSource({
        // Every fork from Homestead to BPO2, the Merge by total difficulty.
        "rpc.tar.zst, rpc/execution-apis/tests, chain.rlp, 54",
        "rpc.tar.zst, rpc/besu-jsonrpc/eth/simulateV1/chain-data, chain.rlp, 45",
        "rpc.tar.zst, rpc/besu-jsonrpc/debug-geth/chain-data, blocks.bin, 34",
        "chains.tar.zst, chains/geth-ethtest, chain.rlp, 600",
        "chains.tar.zst, chains/hive-sync, chain.rlp, 3000",
    })
    void every_block_is_valid(
            String archive, String folder, String file, int blocks, @TempDir Path scratch)
            throws IOException {
        ConformanceArchive.unpack(archive, scratch, entry -> entry.startsWith(folder));
        Path chainFolder = scratch.resolve(folder);
        GethGenesis genesis =
                GethGenesis.read(
                        new ObjectMapper().readTree(chainFolder.resolve("genesis.json").toFile()));
        TestChain chain =
                new TestChain(
                        genesis.schedule(),
                        new BlockVerifier(genesis.schedule(), genesis.chainId()),
                        genesis.header(),
                        genesis.alloc());
        RlpReader items = RlpReader.of(Files.readAllBytes(chainFolder.resolve(file)));
        int count = 0;
        while (items.hasNext()) {
            BlockFault fault = chain.add(items.item().array());
            int number = ++count;
            assertNull(fault, () -> "block " + number + " of " + folder);
        }
        System.out.println("chain " + folder + ": " + count + " blocks valid");
        assertEquals(blocks, count);
    }

    /** Without the state of genesis: difficulty, ommers and bodies. */
    @Test
    void the_first_thousand_blocks_of_mainnet_follow_each_other(@TempDir Path scratch)
            throws IOException {
        String name = "rpc/besu-jsonrpc/testutil-chains/mainnet-data/1000.blocks";
        ConformanceArchive.unpack("rpc.tar.zst", scratch, name::equals);
        Path file = scratch.resolve(name);
        RlpReader items = RlpReader.of(Files.readAllBytes(file));
        Map<Hash, Block> chain = new HashMap<>();
        Block genesis = BlockCodec.decode(items.item().array());
        chain.put(HeaderCodec.hash(genesis.header()), genesis);
        BlockVerifier verifier = new BlockVerifier(ForkSchedule.MAINNET, Word.ONE);
        Fork frontier = Objects.requireNonNull(Fork.named("Frontier"));
        int ommers = 0;
        while (items.hasNext()) {
            Block block = BlockCodec.decode(items.item().array());
            Block parent = Objects.requireNonNull(chain.get(block.header().parentHash()));
            PreState before =
                    new PreState(
                            EmptyView.INSTANCE,
                            null,
                            parent.header(),
                            chain::get,
                            number -> Hash.ZERO);
            Verdict verdict = verifier.verify(frontier, block, List.of(), before);
            assertTrue(
                    verdict instanceof Verdict.Valid valid
                            && valid.checks().contains(Check.SUCCESSION)
                            && valid.checks().contains(Check.OMMERS),
                    () -> block.number() + ": " + verdict);
            chain.put(HeaderCodec.hash(block.header()), block);
            ommers += Objects.requireNonNull(block.body().ommers()).size();
        }
        System.out.println("mainnet: " + chain.size() + " blocks, " + ommers + " ommers");
        assertTrue(chain.size() >= 1000 && ommers > 0, () -> chain.size() + " blocks");
    }
}
