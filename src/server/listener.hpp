#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "dyad/core/result.hpp"
#include "http_core.hpp"

namespace dyad::server {

// Takes connections, and turns away what is too much.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  explicit Listener(std::shared_ptr<HttpCore> core);

  Status listen();
  std::uint16_t port() const;
  void stop();

 private:
  void accept();
  void on_accepted(boost::asio::ip::tcp::socket socket);
  void accept_later();

  std::shared_ptr<HttpCore> core_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
};

// A connection for a socket, refused if there are too many.
void begin_connection(const std::shared_ptr<HttpCore>& core,
                      boost::asio::ip::tcp::socket socket, Peer peer);

}  // namespace dyad::server
