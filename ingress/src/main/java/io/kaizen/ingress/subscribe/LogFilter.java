package io.kaizen.ingress.subscribe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bloom;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.HexInput.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which logs are wanted.
 *
 * @param blockHash then the range is not used
 * @param from null where the request does not say
 * @param to null where the request does not say
 * @param addresses any of them; empty for all
 * @param topics by position: any of the set; an empty set for all
 */
public record LogFilter(
        @Nullable Hash blockHash,
        @Nullable BlockRef from,
        @Nullable BlockRef to,
        Set<Address> addresses,
        List<Set<Hash>> topics) {

    private static final int TOPICS_MAX = 4;
    private static final int CHOICES_MAX = 1_000;

    public LogFilter {
        addresses = Set.copyOf(addresses);
        topics = List.copyOf(topics);
    }

    /** Reads a filter object (execution-apis, Filter). */
    public static LogFilter parse(JsonNode node) {
        HexInput.object(node);
        JsonNode hash = HexInput.field(node, "blockHash");
        JsonNode from = HexInput.field(node, "fromBlock");
        JsonNode to = HexInput.field(node, "toBlock");
        if (hash != null && (from != null || to != null)) {
            throw new InvalidInput(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
        }
        return new LogFilter(
                hash == null ? null : HexInput.hash(hash),
                from == null ? null : BlockRef.parseNumber(from),
                to == null ? null : BlockRef.parseNumber(to),
                addresses(HexInput.field(node, "address")),
                topics(HexInput.field(node, "topics")));
    }

    private static Set<Address> addresses(@Nullable JsonNode node) {
        if (node == null) {
            return Set.of();
        }
        if (!node.isArray()) {
            return Set.of(HexInput.address(node));
        }
        checkCount(node, "addresses");
        Set<Address> all = new LinkedHashSet<>();
        for (JsonNode each : node) {
            all.add(HexInput.address(each));
        }
        return all;
    }

    private static List<Set<Hash>> topics(@Nullable JsonNode node) {
        if (node == null) {
            return List.of();
        }
        HexInput.array(node);
        if (node.size() > TOPICS_MAX) {
            throw new InvalidInput("exceed max topics");
        }
        List<Set<Hash>> all = new ArrayList<>();
        for (JsonNode position : node) {
            all.add(choices(position));
        }
        return all;
    }

    private static Set<Hash> choices(JsonNode position) {
        if (position.isNull()) {
            return Set.of();
        }
        if (!position.isArray()) {
            return Set.of(HexInput.hash(position));
        }
        checkCount(position, "topics");
        Set<Hash> any = new LinkedHashSet<>();
        for (JsonNode each : position) {
            if (each.isNull()) {
                return Set.of();
            }
            any.add(HexInput.hash(each));
        }
        return any;
    }

    private static void checkCount(JsonNode node, String what) {
        if (node.size() > CHOICES_MAX) {
            throw new InvalidInput("exceed max " + what);
        }
    }

    public boolean matches(Log log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())) {
            return false;
        }
        if (topics.size() > log.topics().size()) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether anything under the bloom filter may match: never false for what does. */
    public boolean mayMatch(Bytes bloom) {
        if (!addresses.isEmpty()
                && addresses.stream().noneMatch(a -> Bloom.mayContain(bloom, a.toArray()))) {
            return false;
        }
        return topics.stream()
                .allMatch(any ->
                        any.isEmpty()
                                || any.stream()
                                        .anyMatch(t -> Bloom.mayContain(bloom, t.toArray())));
    }
}
