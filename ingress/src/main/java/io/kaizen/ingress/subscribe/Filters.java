package io.kaizen.ingress.subscribe;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.LogJson;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Polled filters. Block and log filters remember a height and read the chain from there, so that
 * nothing is buffered and nothing is lost; pending-transaction filters keep a bounded number of
 * hashes and say how many they missed. Unpolled filters expire.
 *
 * <p>Safe on any thread.
 */
public final class Filters implements AutoCloseable {
    private static final int ID_BYTES = 16;

    private final Ledger ledger;
    private final Blocks blocks;
    private final LogQuery query;
    private final RpcLimits limits;
    private final LongSupplier clockNs;
    private final Scheduler notifier;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, Filter> filters = new ConcurrentHashMap<>();

    /**
     * @param clockNs a monotonic clock
     */
    public Filters(
            Ledger ledger,
            Blocks blocks,
            RpcLimits limits,
            LongSupplier clockNs,
            Scheduler notifier) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.query = new LogQuery(blocks, limits.queries());
        this.limits = limits;
        this.clockNs = clockNs;
        this.notifier = notifier;
    }

    /** One filter; polled by one thread at a time under its own lock. */
    private abstract static sealed class Filter {
        private volatile long usedNs;

        abstract JsonBody changes();

        void end() {}
    }

    public String addLogs(LogFilter criteria) {
        return add(new Logs(criteria));
    }

    public String addBlocks() {
        return add(new NewBlocks());
    }

    public String addPending() {
        return add(new Pending());
    }

    public boolean remove(String id) {
        Filter filter = filters.remove(id);
        if (filter == null) {
            return false;
        }
        filter.end();
        return true;
    }

    /** What is new since the last poll. */
    public JsonBody changes(String id) {
        Filter filter = find(id);
        synchronized (filter) {
            return filter.changes();
        }
    }

    /** All logs of a log filter's range. */
    public JsonBody logs(String id) {
        if (find(id) instanceof Logs logs) {
            return list(query.run(ledger.chain(), logs.criteria));
        }
        throw notFound();
    }

    private Filter find(String id) {
        expire();
        Filter filter = filters.get(id);
        if (filter == null) {
            throw notFound();
        }
        filter.usedNs = clockNs.getAsLong();
        return filter;
    }

    private static RuntimeException notFound() {
        return RpcError.server("filter not found").exception();
    }

    private String add(Filter filter) {
        expire();
        if (filters.size() >= limits.streams().filters()) {
            filter.end();
            throw RpcError.limitExceeded("too many filters, max " + limits.streams().filters())
                    .exception();
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        filter.usedNs = clockNs.getAsLong();
        String name = "0x" + HexFormat.of().formatHex(id);
        filters.put(name, filter);
        return name;
    }

    private void expire() {
        long oldestNs = clockNs.getAsLong() - limits.streams().filterIdle().toNanos();
        filters.forEach((id, filter) -> {
            if (filter.usedNs - oldestNs < 0 && filters.remove(id, filter)) {
                filter.end();
            }
        });
    }

    @Override
    public void close() {
        filters.values().forEach(Filter::end);
        filters.clear();
    }

    private static JsonBody list(List<? extends JsonBody> items) {
        return out -> {
            out.beginArray();
            items.forEach(out::body);
            out.endArray();
        };
    }

    private final class NewBlocks extends Filter {
        private long next = ledger.chain().head().number() + 1;

        /** At most one query's width a poll, as of logs. */
        @Override
        JsonBody changes() {
            ChainView chain = ledger.chain();
            long last = Math.min(chain.head().number(), next + limits.queries().logBlocksMax() - 1);
            List<JsonBody> hashes = new ArrayList<>();
            while (next <= last) {
                SealedBlock block = chain.block(next);
                if (block == null) {
                    throw RpcError.prunedHistory().exception();
                }
                Hash hash = block.hash();
                hashes.add(out -> out.data(hash));
                next++;
            }
            return list(hashes);
        }
    }

    private final class Logs extends Filter {
        private final LogFilter criteria;
        private long next;

        Logs(LogFilter criteria) {
            this.criteria = criteria;
            this.next = ledger.chain().head().number() + 1;
        }

        /** At most one query's width a poll: what is beyond comes with the next. */
        @Override
        JsonBody changes() {
            ChainView chain = ledger.chain();
            long last =
                    Math.min(
                            chain.head().number(),
                            Math.min(
                                    next + limits.queries().logBlocksMax() - 1,
                                    bound(chain, criteria.to(), Long.MAX_VALUE)));
            long first = Math.max(next, bound(chain, criteria.from(), 0));
            List<LogJson> found = new ArrayList<>();
            query.range(chain, criteria, first, last, found);
            next = Math.max(next, last + 1);
            return list(found);
        }

        private long bound(ChainView chain, @Nullable BlockRef ref, long otherwise) {
            return ref instanceof BlockRef.ByNumber ? blocks.height(chain, ref) : otherwise;
        }
    }

    private final class Pending extends Filter {
        private final ArrayDeque<Hash> hashes = new ArrayDeque<>();
        private final Disposable stream;
        private long missed;

        Pending() {
            stream =
                    ledger.admitted()
                            .onBackpressureBuffer(limits.streams().filterBuffer())
                            .publishOn(notifier)
                            .subscribe(this::keep, failure -> fellBehind());
        }

        private synchronized void keep(RecoveredTransaction transaction) {
            if (hashes.size() >= limits.streams().filterBuffer()) {
                missed++;
            } else {
                hashes.add(transaction.hash());
            }
        }

        private synchronized void fellBehind() {
            missed++;
        }

        @Override
        synchronized JsonBody changes() {
            if (missed > 0) {
                long lost = missed;
                missed = 0;
                hashes.clear();
                throw RpcError.limitExceeded(
                                "filter overflowed: at least "
                                        + lost
                                        + " transactions were missed, poll more often")
                        .exception();
            }
            List<JsonBody> taken = new ArrayList<>(hashes.size());
            for (Hash hash : hashes) {
                taken.add(out -> out.data(hash));
            }
            hashes.clear();
            return list(taken);
        }

        @Override
        void end() {
            stream.dispose();
        }
    }
}
