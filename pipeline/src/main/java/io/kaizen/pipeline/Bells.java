package io.kaizen.pipeline;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One bell for each stage's thread; ordering and execution have the same one where they share their
 * thread.
 */
record Bells(
        List<Doorbell> recover,
        Doorbell ordering,
        Doorbell journal,
        Doorbell execute,
        List<Doorbell> executeWorkers,
        Doorbell publish,
        Doorbell seal) {

    static Bells of(PipelineSettings.Threads threads) {
        PipelineSettings.Waiting waiting = threads.waiting();
        Doorbell ordering = waiting.bell();
        Doorbell execute =
                switch (threads.core()) {
                    case SHARED -> ordering;
                    case SPLIT -> waiting.bell();
                };
        return new Bells(
                bells(waiting, threads.recoverWorkers()),
                ordering,
                waiting.bell(),
                execute,
                bells(waiting, threads.executeWorkers()),
                waiting.bell(),
                waiting.bell());
    }

    private static List<Doorbell> bells(PipelineSettings.Waiting waiting, int count) {
        return IntStream.range(0, count).mapToObj(i -> waiting.bell()).toList();
    }
}
