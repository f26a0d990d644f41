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

TEST_F(HttpFiles, AreSentInPartWhereAPartIsAskedFor) {
  const std::string all = pattern(200'000);
  write(all);
  const Reply whole = ask(port_, "GET /worker");
  EXPECT_EQ(whole.headers.at("accept-ranges"), "bytes");
  EXPECT_FALSE(whole.headers.contains("content-range"));
  for (const std::size_t from : {0U, 1U, 65'536U, 100'000U, 199'999U}) {
    const std::string first = std::to_string(from);
    const Reply rest = ask(port_, "GET /worker", "Range: bytes=" + first + "-\r\n");
    EXPECT_EQ(rest.status, 206);
    EXPECT_EQ(rest.headers.at("content-range"), "bytes " + first + "-199999/200000");
    EXPECT_EQ(rest.headers.at("content-length"), std::to_string(all.size() - from));
    EXPECT_EQ(rest.headers.at("etag"), whole.headers.at("etag"));
    EXPECT_TRUE(rest.body == all.substr(from)) << from;
  }
  const Reply part = ask(port_, "GET /loop", "Range: bytes=70000-140000\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_TRUE(part.body == all.substr(70'000, 70'001));
  EXPECT_EQ(ask(port_, "GET /loop", "Range: bytes=-5\r\n").body, all.substr(199'995));
}

TEST_F(HttpFiles, AreSentWholeWhereThePartIsNoneOrOfAnotherState) {
  write(pattern(1000));
  const std::string tag = ask(port_, "GET /worker").headers.at("etag");
  const auto status = [this](const std::string& headers) {
    const Reply reply = ask(port_, "GET /worker", headers);
    EXPECT_EQ(reply.body.size(), reply.status == 206 ? 600U : 1000U);
    return reply.status;
  };
  const std::string range = "Range: bytes=400-999\r\n";
  EXPECT_EQ(status(range + "If-Range: " + tag + "\r\n"), 206);
  EXPECT_EQ(status(range + "If-Range: \"another\"\r\n"), 200);
  EXPECT_EQ(status(range + "If-Range: W/" + tag + "\r\n"), 200);
  EXPECT_EQ(status("Range: bytes=0-5,10-20\r\n"), 200);
  EXPECT_EQ(status("Range: lines=0-5\r\n"), 200);
  RawClient client(port_);
  client.send(request_text(port_, "HEAD /worker", range));
  const Reply head = client.read_reply(true);
  EXPECT_EQ(head.status, 200) << "a range is for GET alone";
  EXPECT_EQ(head.headers.at("content-length"), "1000");
  client.send(request_text(port_, "GET /worker", range));
  EXPECT_EQ(client.read_reply().status, 206);
  client.send(request_text(port_, "GET /worker"));
  EXPECT_EQ(client.read_reply().status, 200) << "a range is of its request alone";
}

TEST_F(HttpFiles, BehindTheirEndThereIsNothing) {
  write("12345");
  RawClient client(port_);
  client.send(request_text(port_, "GET /worker", "Range: bytes=5-\r\n"));
  const Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 416);
  EXPECT_EQ(reply.problem(), "range-not-satisfiable");
  EXPECT_EQ(reply.headers.at("content-range"), "bytes */5");
  write("678");
  client.send(request_text(port_, "GET /worker", "Range: bytes=5-\r\n"));
  EXPECT_EQ(client.read_reply().body, "678") << "a file that grew";
}

TEST_F(HttpFiles, ADownloadThatBrokeOffGoesOnWhereItDid) {
  const std::string all = pattern(std::size_t{20} << 20U);
  write(all);
  std::string got;
  {
    RawClient client(port_);
    client.send(request_text(port_, "GET /worker"));
    std::string head;
    while (!head.ends_with("\r\n\r\n")) head += client.read_bytes(1);
    got = client.read_bytes(7'000'000);
  }
  write("and more");
  got +=
      ask(port_, "GET /worker", "Range: bytes=" + std::to_string(got.size()) + "-\r\n")
          .body;
  EXPECT_TRUE(got == all + "and more");
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
