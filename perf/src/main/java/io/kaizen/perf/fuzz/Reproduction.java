package io.kaizen.perf.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Log;
import io.kaizen.exec.ledger.ReceiptCodec;
import io.kaizen.exec.ledger.RecoveredTransaction;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.exec.trie.StateTrie;
import io.kaizen.perf.fuzz.program.Chain;
import io.kaizen.perf.fuzz.program.Program;
import io.kaizen.perf.fuzz.program.Program.PreAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of one transaction as a state test, with the peer's result as what is expected: {@code
 * kaizen statetest} runs it. Hashes of ancestors and the history contract (EIP-2935) are not part
 * of a state test.
 */
final class Reproduction {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Reproduction() {}

    /**
     * @param genesis accounts that are not the program's
     * @return the file, named after revision and seed
     */
    static Path write(
            Path folder,
            Program program,
            PeerBlock peer,
            MemoryState genesis,
            List<Finding> findings)
            throws IOException {
        String fork = program.revision().fixtureName();
        ObjectNode root = JSON.createObjectNode();
        ObjectNode test = root.putObject("fuzz_" + fork + "_" + program.seed());
        ObjectNode info = test.putObject("_info");
        info.put("seed", program.seed());
        info.put("profile", program.profile().name());
        info.put(
                "command",
                "kaizen fuzz evm --fork %s --seed %d --programs 1".formatted(fork, program.seed()));
        ArrayNode list = info.putArray("findings");
        findings.forEach(finding -> list.add(finding.text()));
        environment(test.putObject("env"), peer.context());
        ObjectNode pre = test.putObject("pre");
        program.accounts().forEach(account -> account(pre, account));
        RecoveredTransaction tx = program.transactions().getLast();
        transaction(test.putObject("transaction"), tx);
        test.putObject("config").put("chainid", Chain.ID.quantity());
        post(test.putObject("post").putArray(fork).addObject(), tx, peer, genesis);
        Files.createDirectories(folder);
        Path file = folder.resolve("fuzz-" + fork + "-" + program.seed() + ".json");
        Files.write(file, JSON.writeValueAsBytes(root));
        return file;
    }

    private static void environment(ObjectNode env, BlockContext context) {
        env.put("currentNumber", "0x" + Long.toHexString(context.number()));
        env.put("currentTimestamp", "0x" + Long.toHexString(context.timestamp()));
        env.put("currentGasLimit", "0x" + Long.toHexString(context.gasLimit()));
        env.put("currentCoinbase", context.feeRecipient().hex());
        env.put("currentDifficulty", context.difficulty().quantity());
        env.put("currentRandom", context.prevRandao().hex());
        env.put("currentBaseFee", context.baseFee().quantity());
        env.put("currentExcessBlobGas", "0x0");
    }

    private static void account(ObjectNode list, PreAccount account) {
        ObjectNode entry = list.putObject(account.address().hex());
        entry.put("nonce", "0x" + Long.toHexString(account.nonce()));
        entry.put("balance", account.balance().quantity());
        entry.put("code", account.code().hex());
        ObjectNode storage = entry.putObject("storage");
        account.storage().forEach((slot, value) -> storage.put(slot.quantity(), value.quantity()));
    }

    private static void transaction(ObjectNode json, RecoveredTransaction recovered) {
        Transaction tx = recovered.transaction();
        Address to = tx.to();
        json.put("type", tx.type().id());
        json.put("sender", recovered.sender().hex());
        json.put("to", to == null ? "" : to.hex());
        json.put("nonce", "0x" + Long.toHexString(tx.nonce()));
        json.put("maxFeePerGas", tx.fees().maxFeePerGas().quantity());
        json.put("maxPriorityFeePerGas", tx.fees().maxPriorityFeePerGas().quantity());
        json.putArray("gasLimit").add("0x" + Long.toHexString(tx.gasLimit()));
        json.putArray("value").add(tx.value().quantity());
        json.putArray("data").add(tx.data().hex());
    }

    private static void post(
            ObjectNode post, RecoveredTransaction tx, PeerBlock peer, MemoryState genesis) {
        ObjectNode indexes = post.putObject("indexes");
        indexes.put("data", 0).put("gas", 0).put("value", 0);
        post.put("txbytes", tx.raw().hex());
        if (!peer.included().contains(tx.hash())) {
            post.put("expectException", "refused by the peer");
        }
        Map<Address, StateTrie.AccountState> accounts = new HashMap<>();
        ObjectNode state = post.putObject("state");
        for (Map.Entry<Address, Account> entry : peer.state().accounts().entrySet()) {
            Address address = entry.getKey();
            if (genesis.account(address) == null) {
                Account account = entry.getValue();
                Map<Word, Word> slots = peer.state().slots(address);
                accounts.put(address, new StateTrie.AccountState(account, slots));
                account(
                        state,
                        new PreAccount(
                                address,
                                account.nonce(),
                                account.balance(),
                                peer.state().code(account.codeHash()),
                                slots));
            }
        }
        post.put("hash", StateTrie.rootOf(accounts).hex());
        PeerTrace trace = peer.traces().get(tx.hash());
        post.put("logs", logsHash(trace == null ? List.of() : trace.logs()).hex());
    }

    private static Hash logsHash(List<Log> logs) {
        RlpWriter writer = new RlpWriter();
        ReceiptCodec.writeLogs(logs, writer);
        return Hash.keccak(writer.toArray());
    }
}
