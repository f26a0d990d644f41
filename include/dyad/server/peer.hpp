#pragma once

#include <string>

namespace dyad::server {

// The two ends of a connection, as addresses without ports.
struct Peer {
  std::string address;
  std::string local;  // ours, by which it reached us; empty: none (not by TCP)
};

bool is_loopback(const std::string& address);

// Under what an address is counted: of IPv6 the network (/64), since every client has
// as many addresses there as it likes.
std::string client_key(const std::string& address);

}  // namespace dyad::server
