#include "dyad/server/peer.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace dyad::server {

bool is_loopback(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  return !error && parsed.is_loopback();
}

std::string client_key(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address_v6(address, error);
  if (error) return address;
  return boost::asio::ip::network_v6(parsed, 64).canonical().to_string();
}

}  // namespace dyad::server
