#include "listener.hpp"

#include "connection.hpp"
#include "refusals.hpp"

namespace dyad::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// Beyond the limit so many more are told why they are turned away.
constexpr std::size_t kToldWhy = 64;

std::string text_of(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

Error no_address(const HttpOptions& options, const ErrorCode& why) {
  const std::string at = options.address + " port " + std::to_string(options.port);
  if (why == asio::error::address_in_use) {
    return Error{"Something else listens on " + at + " already",
                 "Stop it if it is another dyad serve, or take another port."};
  }
  return Error{"Cannot listen on " + at + ": " + why.message(),
               "Take an address of this machine and a port of 1024 or above."};
}

}  // namespace

Listener::Listener(std::shared_ptr<HttpCore> core)
    : core_(std::move(core)), acceptor_(core_->io), pause_(core_->io) {}

Status Listener::listen() {
  const HttpOptions& options = core_->options;
  ErrorCode error;
  const std::string& given = options.address;
  const auto address =
      asio::ip::make_address(given == "localhost" ? "127.0.0.1" : given, error);
  if (error) return no_address(options, error);
  if (options.credentials == nullptr && !address.is_loopback()) {
    return Error{"Listening on " + options.address +
                     " would let everyone there run the rig: no token file is given",
                 "Make one with dyad token add and name it, or listen on 127.0.0.1."};
  }
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return no_address(options, error);
  accept();
  return Ok();
}

std::uint16_t Listener::port() const {
  ErrorCode error;
  const auto endpoint = acceptor_.local_endpoint(error);
  return error ? std::uint16_t{0} : endpoint.port();
}

void Listener::stop() {
  ErrorCode ignored;  // closed is closed
  acceptor_.close(ignored);
  pause_.cancel();
}

void Listener::accept() {
  acceptor_.async_accept(
      [self = shared_from_this()](ErrorCode error, tcp::socket socket) {
        if (!self->acceptor_.is_open()) return;
        if (error) return self->accept_later();
        self->on_accepted(std::move(socket));
        self->accept();
      });
}

// Out of files, most likely: trying at once would only burn time.
void Listener::accept_later() {
  pause_.expires_after(std::chrono::milliseconds(100));
  pause_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (!error && self->acceptor_.is_open()) self->accept();
  });
}

void Listener::on_accepted(tcp::socket socket) {
  ErrorCode remote_error;
  ErrorCode local_error;
  const auto remote = socket.remote_endpoint(remote_error);
  const auto local = socket.local_endpoint(local_error);
  if (remote_error || local_error) return;  // gone again
  ErrorCode ignored;                        // it only makes answers a little later
  socket.set_option(tcp::no_delay(true), ignored);
  begin_connection(core_, std::move(socket),
                   {text_of(remote.address()), text_of(local.address())});
}

void begin_connection(const std::shared_ptr<HttpCore>& core, tcp::socket socket,
                      Peer peer) {
  const std::size_t most = core->options.limits.connections;
  const std::size_t now = core->connected();
  if (core->stopping || now >= most + kToldWhy) return;
  const auto connection =
      std::make_shared<Connection>(core, std::move(socket), std::move(peer));
  if (now >= most) return connection->refuse(too_many_connections());
  connection->start();
}

}  // namespace dyad::server
