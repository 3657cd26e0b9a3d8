package io.kaizen.perf.fuzz;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.perf.fuzz.Finding.Kind;
import io.kaizen.perf.fuzz.program.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Both engines at one revision. One thread drives it; the peer is its caller's. */
final class Arena implements AutoCloseable {
    /** Of so many programs one is compared frame by frame. */
    private static final int TRACED = 8;

    private final Anvil peer;
    private final Judge judge;

    Arena(Anvil peer, Revision revision) {
        this.peer = peer;
        this.judge = new Judge(revision, peer.genesis());
    }

    /** Runs the block on the peer and begins to run it on our engine. */
    Judge.Pending begin(Block block) throws IOException, InterruptedException {
        return begin(block, block.sample(TRACED));
    }

    private Judge.Pending begin(Block block, Set<Hash> traced)
            throws IOException, InterruptedException {
        PeerBlock theirs = peer.run(block.accounts(), block.transactions(), traced);
        return judge.submit(block, theirs);
    }

    List<Finding> await(Judge.Pending pending) throws InterruptedException {
        return judge.await(pending);
    }

    /** The whole comparison of a few programs, all of their frames traced. */
    Judge.Pending examine(List<Program> programs) throws IOException, InterruptedException {
        Block block = new Block(programs);
        Set<Hash> traced = new HashSet<>();
        for (RecoveredTransaction tx : block.transactions()) {
            traced.add(tx.hash());
        }
        return begin(block, traced);
    }

    private List<Finding> findings(List<Program> programs)
            throws IOException, InterruptedException {
        return await(examine(programs));
    }

    /** Whether the engines disagree at least as gravely. */
    boolean differ(List<Program> programs, Kind kind) throws IOException, InterruptedException {
        return Finding.gravest(findings(programs))
                .filter(gravest -> gravest.compareTo(kind) >= 0)
                .isPresent();
    }

    /** The fewest programs that still show so grave a difference: mostly one. */
    List<Program> narrow(List<Program> programs, Kind kind)
            throws IOException, InterruptedException {
        if (programs.size() == 1) {
            return programs;
        }
        int middle = programs.size() / 2;
        List<List<Program>> halves = new ArrayList<>();
        halves.add(programs.subList(0, middle));
        halves.add(programs.subList(middle, programs.size()));
        for (List<Program> half : halves) {
            if (differ(half, kind)) {
                return narrow(half, kind);
            }
        }
        return programs;
    }

    @Override
    public void close() {
        judge.close();
    }
}
