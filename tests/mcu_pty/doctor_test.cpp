#include <gmock/gmock.h>

#include "mcu_pty/pty_session.hpp"

namespace dyad::mcu_pty {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

Json finding(const std::string& json, const std::string& id) {
  const Json all = Json::parse(json);
  for (const Json& one : all.at("findings")) {
    if (one.at("id") == id) return one;
  }
  return {};
}

class Doctor : public PtySession {
 protected:
  std::string examine() const {
    return dyad({"doctor", "--json", "--rig", (folder / "rig.json").string(), "--data",
                 folder.string()})
        .out;
  }
};

TEST_F(Doctor, AsksTheBoardWhoseFirmwareItIs) {
  write_files();
  const std::string out = examine();
  EXPECT_EQ(finding(out, "serial-ports").at("level"), "ok") << out;
  EXPECT_EQ(finding(out, "firmware").at("level"), "ok") << out;
  EXPECT_THAT(finding(out, "firmware").at("detail"), HasSubstr("protocol 1.0, build "));
}

TEST_F(Doctor, LeavesABoardOfASessionAlone) {
  start();
  const std::string out = examine();
  EXPECT_EQ(finding(out, "serial-ports").at("level"), "warn") << out;
  EXPECT_EQ(finding(out, "firmware").at("level"), "warn") << out;
  EXPECT_THAT(finding(out, "firmware").at("detail"), HasSubstr("not asked"));
  stop(SIGTERM, 0);
  EXPECT_TRUE(log().all<Fault>().empty());
}

}  // namespace
}  // namespace dyad::mcu_pty
