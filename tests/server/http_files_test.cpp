#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "server/raw_client.hpp"
#include "server/running_server.hpp"
#include "server/temporary_folder.hpp"

namespace dyad::server::testing {
namespace {

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 131 / 97);
  return text;
}

class HttpFiles : public ::testing::Test {
 protected:
  static Response file(const std::string& path) {
    Response response;
    response.content_type = "application/octet-stream";
    response.file = path;
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"a\r\nb\"");
    return response;
  }
  void write(const std::string& text) {
    std::ofstream(path_, std::ios::binary | std::ios::app) << text;
  }
  TemporaryFolder folder_;
  std::string path_ = folder_.path("log.jsonl");
  RunningServer server_{[this](HttpOptions&, Router& router) {
    for (const Where where : {Where::loop, Where::worker}) {
      router.add({Method::get, where == Where::loop ? "/loop" : "/worker", Role::viewer,
                  where, [this](const Request&) { return file(path_); }});
    }
    router.add({Method::get, "/folder", Role::viewer, Where::loop,
                [this](const Request&) { return file(folder_.path("")); }});
  }};
  std::uint16_t port_ = server_.port();
};

TEST_F(HttpFiles, AreSentWholeWhateverTheirLength) {
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 1'000'000U}) {
    std::ofstream(path_, std::ios::trunc);
    write(pattern(size));
    for (const char* path : {"GET /loop", "GET /worker"}) {
      const Reply reply = ask(port_, path);
      EXPECT_EQ(reply.status, 200);
      EXPECT_EQ(reply.headers.at("content-length"), std::to_string(size));
      EXPECT_TRUE(reply.body == pattern(size)) << size;
    }
  }
}

TEST_F(HttpFiles, ThatGrowMeanwhileEndWhereTheyDid) {
  const std::string before = pattern(std::size_t{20} << 20U);
  write(before);
  RawClient client(port_);
  client.send(request_text(port_, "GET /worker"));
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += client.read_bytes(1);
  EXPECT_NE(head.find("Content-Length: 20971520\r\n"), std::string::npos);
  write("more");
  EXPECT_TRUE(client.read_bytes(before.size()) == before);
  client.send(request_text(port_, "HEAD /worker"));
  EXPECT_EQ(client.read_reply(true).headers.at("content-length"), "20971524");
}

TEST_F(HttpFiles, ThatShrinkMeanwhileBreakOff) {
  write(pattern(std::size_t{20} << 20U));
  RawClient client(port_);
  client.send(request_text(port_, "GET /worker"));
  client.read_bytes(100);
  ASSERT_EQ(::truncate(path_.c_str(), 1000), 0);
  EXPECT_LT(client.read_bytes(std::size_t{21} << 20U).size(), std::size_t{20} << 20U);
  ASSERT_EQ(server_.problems().size(), 1U);
  EXPECT_NE(server_.problems()[0].find("became shorter"), std::string::npos);
}

TEST_F(HttpFiles, ThatAreNotThereAreToldOf) {
  for (const char* path : {"GET /loop", "GET /worker", "GET /folder"}) {
    const Reply reply = ask(port_, path);
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.problem(), "internal");
  }
}

TEST_F(HttpFiles, AHeaderOfAHandlerCannotBeginAnother) {
  write("x");
  EXPECT_EQ(ask(port_, "GET /loop").headers.at("content-disposition"),
            "attachment; filename=\"a  b\"");
}

}  // namespace
}  // namespace dyad::server::testing
