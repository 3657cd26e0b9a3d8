package io.kaizen.config.blocktest;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.config.fixture.FixtureState;
import io.kaizen.exec.block.BlobSchedule;
import io.kaizen.exec.block.Fork;
import io.kaizen.exec.block.ForkSchedule;
import io.kaizen.exec.block.ForkSchedule.Step;
import io.kaizen.exec.block.ForkSchedule.Trigger;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockAssembler;
import io.kaizen.exec.state.MemoryState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A chain's beginning as geth's genesis files write it. */
record GethGenesis(Word chainId, ForkSchedule schedule, Header header, MemoryState alloc) {
    /** The configuration's field for each fork, in the order of the forks. */
    private static final String[][] FORKS = {
        {"homesteadBlock", "Homestead"},
        {"eip150Block", "EIP150"},
        {"eip158Block", "EIP158"},
        {"byzantiumBlock", "Byzantium"},
        {"constantinopleBlock", "Constantinople"},
        {"constantinopleFixBlock", "ConstantinopleFix"},
        {"petersburgBlock", "ConstantinopleFix"},
        {"istanbulBlock", "Istanbul"},
        {"muirGlacierBlock", "MuirGlacier"},
        {"berlinBlock", "Berlin"},
        {"londonBlock", "London"},
        {"arrowGlacierBlock", "ArrowGlacier"},
        {"grayGlacierBlock", "GrayGlacier"},
        {"terminalTotalDifficulty", "Paris"},
        {"shanghaiTime", "Shanghai"},
        {"cancunTime", "Cancun"},
        {"pragueTime", "Prague"},
        {"osakaTime", "Osaka"},
        {"bpo1Time", "BPO1"},
        {"bpo2Time", "BPO2"},
    };

    static GethGenesis read(JsonNode json) {
        JsonNode config = json.path("config");
        MemoryState alloc = FixtureState.read(json.path("alloc"));
        JsonNode chainId = config.has("chainId") ? config.path("chainId") : config.path("chainID");
        return new GethGenesis(
                Word.of(chainId.bigIntegerValue()),
                schedule(config),
                header(json, FixtureState.root(alloc)),
                alloc);
    }

    private static ForkSchedule schedule(JsonNode config) {
        List<Step> steps = new ArrayList<>();
        steps.add(step("Frontier", Trigger.BLOCK, Word.ZERO, config));
        for (String[] fork : FORKS) {
            JsonNode at = config.path(fork[0]);
            if (at.isNumber()) {
                Trigger trigger =
                        fork[0].endsWith("Block")
                                ? Trigger.BLOCK
                                : fork[0].endsWith("Time")
                                        ? Trigger.TIME
                                        : Trigger.TOTAL_DIFFICULTY;
                steps.add(step(fork[1], trigger, Word.of(at.bigIntegerValue()), config));
            }
        }
        return new ForkSchedule(steps);
    }

    private static Step step(String name, Trigger trigger, Word at, JsonNode config) {
        Fork fork = Objects.requireNonNull(Fork.named(name));
        JsonNode blobs = config.path("blobSchedule").path(name.toLowerCase(Locale.ROOT));
        Fork ours =
                fork.blobs() == null || blobs.isMissingNode()
                        ? fork
                        : fork.withBlobs(
                                new BlobSchedule(
                                        blobs.path("target").asInt(),
                                        blobs.path("max").asInt(),
                                        blobs.path("baseFeeUpdateFraction").asLong()));
        return new Step(ours, trigger, at);
    }

    private static Header header(JsonNode json, Hash stateRoot) {
        JsonNode config = json.path("config");
        long time = number(json.path("timestamp"));
        boolean london = config.path("londonBlock").asLong(Long.MAX_VALUE) == 0;
        boolean shanghai = config.path("shanghaiTime").asLong(Long.MAX_VALUE) <= time;
        boolean cancun = config.path("cancunTime").asLong(Long.MAX_VALUE) <= time;
        boolean prague = config.path("pragueTime").asLong(Long.MAX_VALUE) <= time;
        JsonNode baseFee = json.path("baseFeePerGas");
        return new Header(
                Hash.fromHex(json.path("parentHash").asText()),
                new Header.Environment(
                        0,
                        time,
                        number(json.path("gasLimit")),
                        Address.fromHex(json.path("coinbase").asText()),
                        Word.of(number(json.path("difficulty"))),
                        Hash.ZERO,
                        number(json.path("nonce")),
                        Bytes.fromHex(json.path("extraData").asText()),
                        london
                                ? Word.of(baseFee.isTextual() ? number(baseFee) : 1_000_000_000L)
                                : null,
                        cancun ? 0L : null,
                        cancun ? Hash.ZERO : null),
                new Header.Roots(
                        Hash.EMPTY_LIST,
                        stateRoot,
                        Hash.EMPTY_TRIE,
                        Hash.EMPTY_TRIE,
                        shanghai ? Hash.EMPTY_TRIE : null,
                        cancun ? 0L : null,
                        prague ? BlockAssembler.EMPTY_REQUESTS : null),
                0,
                Bloom.EMPTY);
    }

    private static long number(JsonNode text) {
        return text.asText().startsWith("0x")
                ? Word.fromHex(text.asText()).w0()
                : Long.parseLong(text.asText());
    }
}
