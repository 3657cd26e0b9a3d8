package io.kaizen.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
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

    private final List<Stage> stages = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Consumer<Throwable> onFailure;

    private record Stage(GuardedAgent agent, Doorbell bell, AgentRunner runner) {}

    StageThreads(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Puts the stages on one thread, in this order within a cycle. */
    void add(String name, Doorbell bell, Agent... agents) {
        Agent agent = agents.length == 1 ? agents[0] : new CompositeAgent(agents);
        GuardedAgent guarded = new GuardedAgent(name, agent, this::fail);
        stages.add(
                new Stage(guarded, bell, new AgentRunner(bell, this::failRunner, null, guarded)));
    }

    void start() {
        for (Stage stage : stages) {
            AgentRunner.startOnThread(
                    stage.runner(),
                    task -> {
                        Thread thread = new Thread(task, "kaizen-" + stage.agent().roleName());
                        thread.setDaemon(true);
                        return thread;
                    });
        }
    }

    @Nullable Throwable failure() {
        return failure.get();
    }

    /** The guard has reported what ended its stage; the runner has only its own to add. */
    private void failRunner(Throwable thrown) {
        if (!(thrown instanceof AgentTerminationException)) {
            fail(thrown);
        }
    }

    private void fail(Throwable thrown) {
        if (failure.compareAndSet(null, thrown)) {
            LOG.error("a stage failed and was stopped: {}", thrown.toString(), thrown);
            onFailure.accept(thrown);
        }
    }

    /** Stops the threads in the order they were added. */
    void close() {
        for (Stage stage : stages) {
            stage.agent().stop();
            stage.bell().ring();
            stage.runner().close(CLOSE_TIMEOUT_MS, stuck -> LOG.warn("{} is slow to stop", stuck));
        }
    }
}
