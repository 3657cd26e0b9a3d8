// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// An ordinary OpenZeppelin token: what foreign clients deploy, call and watch.
contract KaizenToken is ERC20 {
    constructor(uint256 supply) ERC20("Kaizen Token", "KZN") {
        _mint(msg.sender, supply);
    }
}
