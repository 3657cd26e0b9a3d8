package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.process.Halt;
import io.kaizen.exec.trace.Tracer;
import java.util.Arrays;

/** LOG0 to LOG4. */
final class LogOps {
    private static final int BYTE_GAS = 8;

    private LogOps() {}

    static long log(Evm vm, Frame f, long[] s, int sp, long gas, int topicCount) {
        if (f.isStatic) {
            return vm.failGas(Halt.Reason.WRITE_PROTECTION);
        }
        long offset = MemoryOps.bounded(s, sp - 4);
        long size = MemoryOps.bounded(s, sp - 8);
        long left = f.expand(gas - BYTE_GAS * size, MemoryOps.end(offset, size));
        if (left < 0) {
            return left;
        }
        Hash[] topics = new Hash[topicCount];
        for (int i = 0; i < topicCount; i++) {
            int at = sp - 12 - 4 * i;
            topics[i] = new Hash(s[at], s[at + 1], s[at + 2], s[at + 3]);
        }
        Bytes data = size == 0 ? Bytes.EMPTY : Bytes.copyOf(f.memory, (int) offset, (int) size);
        Log log = new Log(f.self.address(), Arrays.asList(topics), data);
        vm.state.addLog(log);
        Tracer tracer = vm.tracer;
        if (tracer != null) {
            tracer.onLog(log);
        }
        return left;
    }
}
