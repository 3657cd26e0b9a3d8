// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// KECCAK256 of short and of long inputs.
contract Hashing {
    function chain64(uint256 n) external pure returns (bytes32 h) {
        for (uint256 i = 0; i < n; i++) {
            h = keccak256(abi.encode(h, i));
        }
    }

    function long4096(uint256 n) external pure returns (bytes32 h) {
        bytes memory page = new bytes(4096);
        for (uint256 i = 0; i < n; i++) {
            assembly {
                mstore(add(page, 32), h)
                h := keccak256(add(page, 32), 4096)
            }
        }
    }
}
