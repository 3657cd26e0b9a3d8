package io.kaizen.perf.root;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.kaizen.exec.state.Effects;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.exec.trie.TrieUpdate;
import io.kaizen.exec.trie.TrieWorkers;
import io.kaizen.journal.history.NodeHistory;
import io.kaizen.journal.store.MapStateStore;
import io.kaizen.journal.store.MemoryStateStore;
import io.kaizen.journal.store.StateStore;
import io.kaizen.journal.store.StoreSizing;
import io.kaizen.perf.evm.Samples;
import io.kaizen.perf.root.RootWorkload.Kind;
import io.kaizen.perf.root.RootWorkload.Part;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the sealer does with a block's effects, timed: the trie's update, the before-images kept for
 * proofs, the writes to the store. The state is grown first; then every kind of block is run, each
 * some hundred times after as many to warm up. Effects are made before the clock starts.
 */
public final class RootRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Blocks whose nodes are kept for proofs while it runs. */
    private static final int HISTORY_BLOCKS = 16;

    /**
     * @param changes keys in a block, a row of figures each and for every kind
     * @param runs blocks that are timed
     * @param warmup blocks before them
     * @param threads that the trie may use, the caller's among them
     * @param folder where the store's files are made; null for a store in memory
     */
    public record Plan(
            int accounts,
            int slots,
            List<Integer> changes,
            int growthBlock,
            int runs,
            int warmup,
            int threads,
            @Nullable Path folder,
            long seed) {}

    private final Plan plan;
    private final RootWorkload workload;
    private final LongConsumer progress;
    private long done;

    /**
     * @param progress is told the keys created so far
     */
    public RootRun(Plan plan, LongConsumer progress) {
        this.plan = plan;
        this.workload = new RootWorkload(plan.accounts(), plan.slots(), plan.seed());
        this.progress = progress;
    }

    /** All figures; {@code root} is the last state root, the same for the same plan. */
    public Map<String, Object> run() throws IOException {
        try (ForkJoinPool pool = new ForkJoinPool(Math.max(1, plan.threads() - 1))) {
            TrieWorkers workers = new TrieWorkers(pool, plan.threads());
            try (StateStore store = open(workers)) {
                return run(store, workers);
            }
        }
    }

    private StateStore open(TrieWorkers workers) {
        Path folder = plan.folder();
        if (folder == null) {
            return new MemoryStateStore();
        }
        long keys = (long) plan.accounts() + plan.slots();
        return MapStateStore.open(
                folder,
                new StoreSizing(plan.accounts() + 1, plan.slots() + 1, 10, 2 * keys),
                workers);
    }

    private Map<String, Object> run(StateStore store, TrieWorkers workers) {
        StateTrie trie = StateTrie.open(store, workers);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("java", System.getProperty("java.vm.version"));
        figures.put("store", plan.folder() == null ? "memory" : "map");
        figures.put("threads", plan.threads());
        figures.put("accounts", plan.accounts());
        figures.put("slots", plan.slots());
        long began = System.nanoTime();
        for (Part part : workload.growth(plan.growthBlock())) {
            Effects effects = workload.grow(part);
            store.apply(store.height() + 1, effects, trie.update(effects).nodes());
            done += part.to() - part.from();
            progress.accept(done);
        }
        figures.put("growthMs", (System.nanoTime() - began) / 1_000_000);
        NodeHistory history = new NodeHistory(store, store, HISTORY_BLOCKS);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int changes : plan.changes()) {
            for (Kind kind : Kind.values()) {
                rows.add(row(kind, changes, store, trie, history));
            }
        }
        figures.put("rows", rows);
        figures.put("root", trie.root().hex());
        return figures;
    }

    /** The clocks of one row. */
    private static final class Clocks {
        final Samples update = new Samples();
        final Samples keep = new Samples();
        final Samples apply = new Samples();
        final Samples whole = new Samples();
        long nodes;
        long updateCpuNs;
        long applyCpuNs;
        long cpuNs;
        long allocated;
    }

    private Map<String, Object> row(
            Kind kind, int changes, StateStore store, StateTrie trie, NodeHistory history) {
        for (int i = 0; i < plan.warmup(); i++) {
            block(workload.block(kind, changes), store, trie, history, new Clocks());
        }
        Clocks clocks = new Clocks();
        for (int i = 0; i < plan.runs(); i++) {
            block(workload.block(kind, changes), store, trie, history, clocks);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("keys", kind.name().toLowerCase(Locale.ROOT));
        row.put("changes", changes);
        row.put("updateNs", clocks.update.median());
        row.put("updateP99Ns", clocks.update.quantile(0.99));
        row.put("updatesPerSecond", Math.round(changes * 1e9 / clocks.update.median()));
        row.put("keepNs", clocks.keep.median());
        row.put("applyNs", clocks.apply.median());
        row.put("wholeNs", clocks.whole.median());
        row.put("wholeP99Ns", clocks.whole.quantile(0.99));
        row.put("wholePerSecond", Math.round(changes * 1e9 / clocks.whole.median()));
        row.put("updateCallerCpuNs", clocks.updateCpuNs / plan.runs());
        row.put("applyCallerCpuNs", clocks.applyCpuNs / plan.runs());
        row.put("processCpuNs", clocks.cpuNs / plan.runs());
        row.put("bytesAllocated", clocks.allocated / plan.runs());
        row.put("nodes", clocks.nodes / plan.runs());
        row.put("runs", plan.runs());
        return row;
    }

    private static void block(
            Effects effects, StateStore store, StateTrie trie, NodeHistory history, Clocks clocks) {
        long number = store.height() + 1;
        long cpu = SYSTEM.getProcessCpuTime();
        long own = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getTotalThreadAllocatedBytes();
        long began = System.nanoTime();
        TrieUpdate update = trie.update(effects);
        long updated = System.nanoTime();
        long ownUpdated = THREADS.getCurrentThreadCpuTime();
        history.keep(number, update.nodes());
        long ownKept = THREADS.getCurrentThreadCpuTime();
        long kept = System.nanoTime();
        store.apply(number, effects, update.nodes());
        long applied = System.nanoTime();
        clocks.allocated += THREADS.getTotalThreadAllocatedBytes() - bytes;
        clocks.updateCpuNs += ownUpdated - own;
        clocks.applyCpuNs += THREADS.getCurrentThreadCpuTime() - ownKept;
        clocks.cpuNs += SYSTEM.getProcessCpuTime() - cpu;
        clocks.update.add(updated - began);
        clocks.keep.add(kept - updated);
        clocks.apply.add(applied - kept);
        clocks.whole.add(applied - began);
        clocks.nodes += update.nodes().size();
    }
}
