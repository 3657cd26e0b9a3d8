package io.kaizen.ingress.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.trie.AccountProof;
import io.kaizen.exec.trie.AccountProof.SlotProof;
import io.kaizen.ingress.json.JsonOut;
import io.kaizen.ingress.rpc.BlockRef;
import io.kaizen.ingress.rpc.Blocks;
import io.kaizen.ingress.rpc.HexInput;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Params;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcError;
import io.kaizen.ingress.rpc.RpcMethod;
import io.kaizen.journal.chain.ChainView;
import io.kaizen.journal.chain.PastProofException;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.pipeline.publish.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Accounts, slots and proofs at a block. */
public final class EthStateMethods {
    private static final int PROOF_KEYS_MAX = 1_024;

    private final Ledger ledger;
    private final Blocks blocks;

    public EthStateMethods(Ledger ledger, Blocks blocks) {
        this.ledger = ledger;
        this.blocks = blocks;
    }

    public List<RpcMethod> methods() {
        return List.of(
                read("eth_getBalance", 2, this::balance),
                read("eth_getTransactionCount", 2, this::nonce),
                read("eth_getCode", 2, this::code),
                read("eth_getStorageAt", 3, this::storage),
                new RpcMethod("eth_getProof", Lane.HEAVY, 3, (params, exchange) -> proof(params)));
    }

    private interface Reader {
        Reply read(Params params);
    }

    private static RpcMethod read(String name, int argumentsMax, Reader reader) {
        return new RpcMethod(
                name, Lane.READ, argumentsMax, (params, exchange) -> reader.read(params));
    }

    private Reply balance(Params params) {
        Address address = params.address(0);
        Word balance = account(state(params, 1), address).balance();
        return Reply.of(out -> out.quantity(balance));
    }

    private Reply nonce(Params params) {
        Address address = params.address(0);
        BlockRef block = params.stateBlockOrLatest(1);
        if (block == BlockRef.Tag.PENDING) {
            return Reply.quantity(ledger.pendingNonce(address));
        }
        return Reply.quantity(account(blocks.stateAt(block).state(), address).nonce());
    }

    private Reply code(Params params) {
        Address address = params.address(0);
        StateView state = state(params, 1);
        Account account = account(state, address);
        Bytes code = account.hasCode() ? state.code(account.codeHash()) : Bytes.EMPTY;
        return Reply.of(out -> out.data(code));
    }

    private Reply storage(Params params) {
        Address address = params.address(0);
        Word slot = params.read(1, HexInput::slot);
        Word value = state(params, 2).storage(address, slot);
        return Reply.text(value.hex());
    }

    private StateView state(Params params, int index) {
        return blocks.stateAt(params.stateBlockOrLatest(index)).state();
    }

    private static Account account(StateView state, Address address) {
        Account account = state.account(address);
        return account == null ? Account.EMPTY : account;
    }

    private Reply proof(Params params) {
        Address address = params.address(0);
        List<Key> keys = params.read(1, EthStateMethods::keys);
        BlockRef ref = params.stateBlockOrLatest(2);
        if (ref == BlockRef.Tag.PENDING) {
            throw RpcError.server("the open block has no state root to prove against").exception();
        }
        ChainView chain = ledger.chain();
        SealedBlock block = blocks.sealed(chain, ref);
        if (block == null) {
            throw RpcError.server("header not found").exception();
        }
        AccountProof proof =
                proof(chain, block.number(), address, keys.stream().map(Key::slot).toList());
        return Reply.of(out -> writeProof(out, proof, keys));
    }

    private static AccountProof proof(
            ChainView chain, long number, Address address, List<Word> slots) {
        AccountProof proof;
        try {
            proof = chain.proof(number, address, slots);
        } catch (PastProofException why) {
            throw RpcError.unproved(why).exception();
        }
        if (proof == null) {
            throw RpcError.server("proofs of block " + number + " are not available any more")
                    .exception();
        }
        return proof;
    }

    /** A slot and how the request wrote it, for the answer repeats that. */
    private record Key(Word slot, String shown) {}

    private static List<Key> keys(JsonNode node) {
        HexInput.array(node);
        if (node.size() > PROOF_KEYS_MAX) {
            throw new HexInput.InvalidInput(
                    "too many keys, got " + node.size() + ", want at most " + PROOF_KEYS_MAX);
        }
        List<Key> keys = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            Word slot = HexInput.slot(each);
            boolean whole = HexInput.text(each).length() == 2 + 2 * Word.BYTES;
            keys.add(new Key(slot, whole ? slot.hex() : slot.quantity()));
        }
        return keys;
    }

    private static void writeProof(JsonOut out, AccountProof proof, List<Key> keys) {
        Account account = proof.account();
        out.beginObject().data("address", proof.address());
        writeNodes(out.name("accountProof"), proof.nodes());
        out.quantity("balance", account.balance()).data("codeHash", account.codeHash());
        out.quantity("nonce", account.nonce()).data("storageHash", proof.storageRoot());
        out.name("storageProof").beginArray();
        for (int i = 0; i < keys.size(); i++) {
            SlotProof slot = proof.slots().get(i);
            out.beginObject().text("key", keys.get(i).shown()).quantity("value", slot.value());
            writeNodes(out.name("proof"), slot.nodes());
            out.endObject();
        }
        out.endArray().endObject();
    }

    private static void writeNodes(JsonOut out, List<Bytes> nodes) {
        out.beginArray();
        nodes.forEach(out::data);
        out.endArray();
    }
}
