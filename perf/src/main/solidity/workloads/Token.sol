// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20, driven from within and through its external functions.
contract Token is ERC20 {
    constructor() ERC20("Workload", "WORK") {}

    function transfers(uint256 n) external returns (uint256) {
        _mint(msg.sender, n * n);
        for (uint256 i = 1; i <= n; i++) {
            _transfer(msg.sender, address(uint160(0x1000 + (i & 255))), i);
        }
        return balanceOf(address(0x1001));
    }

    function mints(uint256 n) external returns (uint256) {
        for (uint256 i = 1; i <= n; i++) {
            _mint(address(uint160(0x1000 + i)), i);
        }
        return totalSupply();
    }

    function approvals(uint256 n) external returns (uint256) {
        _mint(msg.sender, n);
        for (uint256 i = 1; i <= n; i++) {
            _approve(msg.sender, address(this), i);
            this.transferFrom(msg.sender, address(uint160(0x1000 + (i & 63))), 1);
        }
        return balanceOf(address(0x1001));
    }

    function external_(uint256 n) external returns (uint256) {
        _mint(address(this), n * n);
        for (uint256 i = 1; i <= n; i++) {
            this.transfer(address(uint160(0x1000 + (i & 255))), i);
        }
        return balanceOf(address(0x1001));
    }
}
