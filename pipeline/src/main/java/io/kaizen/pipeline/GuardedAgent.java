package io.kaizen.pipeline;

import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/** An agent whose first exception ends its thread instead of being run past. */
final class GuardedAgent implements Agent {
    private final String name;
    private final Agent agent;
    private final Consumer<Throwable> onFailure;

    GuardedAgent(String name, Agent agent, Consumer<Throwable> onFailure) {
        this.name = name;
        this.agent = agent;
        this.onFailure = onFailure;
    }

    @Override
    public void onStart() {
        agent.onStart();
    }

    @Override
    public int doWork() throws Exception {
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
