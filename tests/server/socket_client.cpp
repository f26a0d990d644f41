#include "server/socket_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace dyad::server::testing {
namespace {

namespace websocket = boost::beast::websocket;
using boost::asio::ip::tcp;

}  // namespace

struct SocketClient::Stream {
  boost::asio::io_context io;
  websocket::stream<tcp::socket, false> socket{io};
};

SocketClient::SocketClient(std::uint16_t port, const std::string& path,
                           const Headers& headers)
    : stream_(std::make_unique<Stream>()) {
  auto& socket = stream_->socket;
  socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
  socket.set_option(
      websocket::stream_base::decorator([&headers](websocket::request_type& request) {
        for (const auto& [name, value] : headers) request.set(name, value);
      }));
  boost::system::error_code refused;
  socket.handshake("localhost:" + std::to_string(port), path, refused);
}

SocketClient::~SocketClient() = default;

bool SocketClient::is_open() const { return stream_->socket.is_open(); }

void SocketClient::send(const std::string& text, bool binary) {
  boost::system::error_code gone;
  stream_->socket.binary(binary);
  stream_->socket.write(boost::asio::buffer(text), gone);
}

std::optional<std::string> SocketClient::receive() {
  boost::beast::flat_buffer buffer;
  boost::system::error_code error;
  stream_->socket.read(buffer, error);
  if (error) return std::nullopt;
  return boost::beast::buffers_to_string(buffer.data());
}

int SocketClient::close_code() const { return stream_->socket.reason().code; }

std::string SocketClient::close_reason() const {
  return stream_->socket.reason().reason.c_str();
}

void SocketClient::close() {
  boost::system::error_code gone;
  stream_->socket.close(websocket::close_code::normal, gone);
}

}  // namespace dyad::server::testing
