package io.kaizen.pipeline;

import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * An agent whose first exception ends its thread instead of being run past, and which ends on
 * request.
 */
final class GuardedAgent implements Agent {
    private final String name;
    private final Agent agent;
    private final Consumer<Throwable> onFailure;
    private volatile boolean stopped;

    GuardedAgent(String name, Agent agent, Consumer<Throwable> onFailure) {
        this.name = name;
        this.agent = agent;
        this.onFailure = onFailure;
    }

    /** Ends the thread at its next cycle; it has to be woken for that. Any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void onStart() {
        agent.onStart();
    }

    @Override
    public int doWork() throws Exception {
        if (stopped) {
            throw new AgentTerminationException("stopped");
        }
        try {
            return agent.doWork();
        } catch (AgentTerminationException end) {
            throw end;
        } catch (Exception | Error broken) {
            onFailure.accept(broken);
            throw new AgentTerminationException(broken);
        }
    }

    @Override
    public void onClose() {
        agent.onClose();
    }

    @Override
    public String roleName() {
        return name;
    }
}
