package io.kaizen.pipeline.execute;

import io.kaizen.exec.parallel.Worker;
import org.agrona.concurrent.Agent;

/** A thread's duty cycle that runs transactions before their turn. */
public final class ExecuteWorker implements Agent {
    private final Worker worker;
    private final String name;

    public ExecuteWorker(Worker worker, int number) {
        this.worker = worker;
        this.name = "execute-" + number;
    }

    @Override
    public int doWork() {
        return worker.work();
    }

    @Override
    public String roleName() {
        return name;
    }
}
