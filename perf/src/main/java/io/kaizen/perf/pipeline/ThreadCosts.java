package io.kaizen.perf.pipeline;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time of this process by thread name, numbers left out of it, in nanoseconds. What no thread
 * of the program took (collector, compilers) stands under {@link #JVM}.
 */
final class ThreadCosts {
    static final String JVM = "jvm";

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<String, Long> byName = new TreeMap<>();

    /** As it stands now. Threads that have ended count as the virtual machine's. */
    static ThreadCosts now() {
        ThreadCosts costs = new ThreadCosts();
        long left = PROCESS.getProcessCpuTime();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null) {
                long ns = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
                String name = thread.getThreadName().replaceAll("[-#]?\\d+$", "");
                costs.byName.merge(name, ns, Long::sum);
                left -= ns;
            }
        }
        costs.byName.put(JVM, left);
        return costs;
    }

    /**
     * Microseconds since the earlier reading, of each of {@code count}; what is below 0.05 left
     * out.
     */
    Map<String, Double> since(ThreadCosts earlier, long count) {
        Map<String, Double> costs = new TreeMap<>();
        byName.forEach((name, ns) -> {
            double us = (ns - earlier.byName.getOrDefault(name, 0L)) / 1e3 / count;
            if (us >= 0.05) {
                costs.put(name, Math.round(us * 10) / 10.0);
            }
        });
        return costs;
    }
}
