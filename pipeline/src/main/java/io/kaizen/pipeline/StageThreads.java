package io.kaizen.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapping of stages to threads. A stage that throws stops its thread for good and is reported
 * once: a broken invariant must not be run past.
 */
final class StageThreads {
    private static final Logger LOG = LoggerFactory.getLogger(StageThreads.class);
    private static final int CLOSE_TIMEOUT_MS = 10_000;

    private final List<AgentRunner> runners = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Consumer<Throwable> onFailure;

    StageThreads(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Puts the stages on one thread, in this order within a cycle. */
    void add(String name, Doorbell bell, Agent... stages) {
        Agent agent = stages.length == 1 ? stages[0] : new CompositeAgent(stages);
        Agent guarded = new GuardedAgent(name, agent, this::fail);
        runners.add(new AgentRunner(bell, this::fail, null, guarded));
    }

    void start() {
        for (AgentRunner runner : runners) {
            AgentRunner.startOnThread(
                    runner,
                    task -> {
                        Thread thread = new Thread(task, "kaizen-" + runner.agent().roleName());
                        thread.setDaemon(true);
                        return thread;
                    });
        }
    }

    @Nullable Throwable failure() {
        return failure.get();
    }

    private void fail(Throwable thrown) {
        if (failure.compareAndSet(null, thrown)) {
            LOG.error("a stage failed and was stopped: {}", thrown.toString(), thrown);
            onFailure.accept(thrown);
        }
    }

    /** Stops the threads in the order they were added. */
    void close() {
        runners.forEach(runner ->
                runner.close(CLOSE_TIMEOUT_MS, stuck -> LOG.warn("{} is slow to stop", stuck)));
    }
}
