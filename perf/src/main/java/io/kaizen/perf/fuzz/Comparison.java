package io.kaizen.perf.fuzz;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.process.TransactionResult;
import io.kaizen.exec.process.TransactionResult.Executed;
import io.kaizen.exec.process.TransactionResult.Invalid;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.perf.fuzz.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Where two engines differ over a block. */
final class Comparison {
    private static final int SHOWN_MAX = 8;

    private final PeerBlock peer;
    private final LocalBlock local;
    private final List<Finding> findings = new ArrayList<>();

    private Comparison(PeerBlock peer, LocalBlock local) {
        this.peer = peer;
        this.local = local;
    }

    /** Nothing where they agree; of many differences the first few. */
    static List<Finding> of(PeerBlock peer, LocalBlock local) {
        Comparison comparison = new Comparison(peer, local);
        comparison.validity();
        comparison.traces();
        comparison.receipts();
        comparison.state();
        List<Finding> found = comparison.findings;
        return List.copyOf(found.subList(0, Math.min(SHOWN_MAX, found.size())));
    }

    /** In the peer's order; what the peer left out comes last. */
    static List<RecoveredTransaction> ordered(
            PeerBlock peer, List<RecoveredTransaction> transactions) {
        Map<Hash, Integer> places = new HashMap<>();
        for (Hash hash : peer.included()) {
            places.put(hash, places.size());
        }
        List<RecoveredTransaction> ordered = new ArrayList<>(transactions);
        ordered.sort((a, b) ->
                Integer.compare(
                        places.getOrDefault(a.hash(), Integer.MAX_VALUE),
                        places.getOrDefault(b.hash(), Integer.MAX_VALUE)));
        return ordered;
    }

    private void differs(String text) {
        findings.add(new Finding(Kind.CONSENSUS, text));
    }

    private void validity() {
        Set<Hash> included = Set.copyOf(peer.included());
        for (int i = 0; i < local.transactions().size(); i++) {
            Hash hash = local.transactions().get(i).hash();
            TransactionResult result = local.outcome().results().get(i);
            switch (result) {
                case Invalid invalid -> {
                    if (included.contains(hash)) {
                        differs(hash + ": ours refuses it: " + invalid.message());
                    }
                }
                case Executed executed -> {
                    if (!included.contains(hash)) {
                        differs(hash + ": the peer refuses it, ours uses " + executed.gasUsed());
                    }
                }
            }
        }
    }

    private void traces() {
        for (int i = 0; i < local.transactions().size(); i++) {
            Hash hash = local.transactions().get(i).hash();
            PeerTrace theirs = peer.traces().get(hash);
            if (theirs != null && local.outcome().results().get(i) instanceof Executed ours) {
                receipt(hash, ours, theirs);
                frames(hash, local.frames().getOrDefault(hash, List.of()), theirs.frames());
            }
        }
    }

    private void receipt(Hash hash, Executed ours, PeerTrace theirs) {
        if (ours.gasUsed() != theirs.gasUsed() || ours.succeeded() != theirs.succeeded()) {
            differs(
                    "%s: uses %d gas and ends with %s, peer's %d and %s"
                            .formatted(
                                    hash,
                                    ours.gasUsed(),
                                    ours.succeeded() ? "success" : ours.halt(),
                                    theirs.gasUsed(),
                                    theirs.succeeded() ? "success" : "failure"));
        }
        if (!ours.logs().equals(theirs.logs())) {
            differs("%s: logs %s, peer's %s".formatted(hash, ours.logs(), theirs.logs()));
        }
    }

    private void frames(Hash hash, List<Frame> ours, List<Frame> theirs) {
        int common = Math.min(ours.size(), theirs.size());
        for (int i = 0; i < common; i++) {
            Frame mine = ours.get(i);
            Frame other = theirs.get(i);
            if (!agree(mine, other) && !TraceQuirks.explain(mine, other)) {
                findings.add(
                        new Finding(
                                Kind.TRACE,
                                "%s: frame %d is %s, peer's %s".formatted(hash, i, mine, other)));
                return;
            }
        }
        if (ours.size() != theirs.size()) {
            findings.add(
                    new Finding(
                            Kind.TRACE,
                            hash + ": " + ours.size() + " frames, peer's " + theirs.size()));
        }
    }

    private static boolean agree(Frame ours, Frame theirs) {
        Frame renamed =
                new Frame(
                        ours.kind(),
                        ours.from(),
                        ours.to(),
                        ours.gas(),
                        theirs.end(),
                        ours.gasUsed(),
                        ours.output());
        return renamed.equals(theirs)
                && ours.isHalt() == theirs.isHalt()
                && HaltKinds.agree(ours.end(), theirs.end());
    }

    private void receipts() {
        PeerBlock.Digest ours = local.digest();
        if (!ours.equals(peer.digest())) {
            differs(
                    "receipts: gas used %d and root %s, peer's %d and %s"
                            .formatted(
                                    ours.gasUsed(),
                                    ours.receiptsRoot(),
                                    peer.digest().gasUsed(),
                                    peer.digest().receiptsRoot()));
        }
    }

    private void state() {
        MemoryState ours = local.state();
        MemoryState theirs = peer.state();
        Set<Address> addresses = new TreeSet<>(ours.accounts().keySet());
        addresses.addAll(theirs.accounts().keySet());
        for (Address address : addresses) {
            Account mine = ours.account(address);
            Account other = theirs.account(address);
            if (!Objects.equals(mine, other)) {
                differs(address + " is " + mine + ", peer's " + other);
            }
            if (!ours.slots(address).equals(theirs.slots(address))) {
                differs(
                        "storage of %s is %s, peer's %s"
                                .formatted(address, ours.slots(address), theirs.slots(address)));
            }
        }
    }
}
