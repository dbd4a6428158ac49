//! The publications behind the keys that levers, metrics and scenarios give as sources, with their addresses as they were
//! read.

/// What kind of publication it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// A company, regulator, court or paper itself.
    Primary,
    /// News, or a paper as told by others.
    Secondary,
    /// A copy, a machine translation, or a survey of volunteers.
    Weak,
}

impl Grade {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Primary => "primary source",
            Self::Secondary => "news or secondary source",
            Self::Weak => "weak source",
        }
    }
}

/// Key, address and grade, in the order of the keys.
pub const SOURCES: &[(&str, &str, Grade)] = &[
    ("4HW", "https://en.4hw.com.cn/646/21568.html", Grade::Weak),
    ("ACE", "https://causalclaims.trfetzer.com/paper/w26296.html", Grade::Primary),
    ("APP", "https://forums.appleinsider.com/discussion/comment/2858480/", Grade::Secondary),
    ("ARI", "https://causalclaims.trfetzer.com/paper/w26900.html", Grade::Primary),
    ("ARM", "https://ru.scribd.com/document/11884987/Competition-in-Two-Sided-Market", Grade::Primary),
    ("ARX", "http://arxiver.lazybrains.com/author/713365", Grade::Secondary),
    ("ASI3", "http://asiaict.com/finance/12009.html", Grade::Secondary),
    (
        "ATL",
        "https://www.antitrustlawblog.com/2013/07/articles/uncategorized/qihoo-360-v-tencent-a-landmark-decision-under-chinas-anti-monopoly-law-2/",
        Grade::Secondary,
    ),
    ("BAK", "https://baikon.cn/eslie529", Grade::Weak),
    ("BNA", "https://www.bundesnetzagentur.de/SharedDocs/Pressemitteilungen/EN/2020/20200522_OTT.html", Grade::Primary),
    ("BUD", "https://budapestpost.com/chinese-mobile-users-spend-almost-2-full-days-a-week-online", Grade::Secondary),
    ("C114", "http://en.c114.com.cn/578/a1029981.html", Grade::Secondary),
    (
        "CAM",
        "https://aws2.campaignasia.com/article/tencents-advertising-revenue-reaches-17-of-total-as-wechat-nears-a-billion-user/441041",
        Grade::Secondary,
    ),
    (
        "CBN",
        "https://www.chinabankingnews.com/2021/11/05/app-numbers-in-china-plunge-as-regulatory-pressure-on-internet-sector-intensifies/",
        Grade::Secondary,
    ),
    ("CD1", "http://www.chinadaily.com.cn/business/tech/2017-08/10/content_30400936.htm", Grade::Secondary),
    ("CD2", "http://covid-19.chinadaily.com.cn/newsrepublic/2017-08/10/content_30435774.htm", Grade::Secondary),
    ("CD3", "http://aolaikelin.cn/newsrepublic/2017-04/30/content_29150431.htm", Grade::Secondary),
    (
        "CFI",
        "https://chinafilminsider.com/bytedance-barred-from-using-wechat-user-information-in-douyin-duoshan",
        Grade::Secondary,
    ),
    ("CGT", "https://news.cgtn.com/news/3d67444e7945444e/index.html", Grade::Secondary),
    ("CHC", "https://chinachannel.co/1017-wechat-report-users/", Grade::Secondary),
    ("CHL", "https://www.chinlingo.com/articles/800180/", Grade::Secondary),
    (
        "CI1",
        "https://typeset.io/papers/privacy-and-contextual-integrity-framework-and-applications-2d5cnuqrgk",
        Grade::Primary,
    ),
    (
        "CIW1",
        "https://www.chinainternetwatch.com/18789/wechat-monthly-active-users-reached-806-million-in-q2-2016/comment-page-1/",
        Grade::Secondary,
    ),
    ("CIW2", "https://chinainternetwatch.com/25851/wechat-mini-programs-sources-2018", Grade::Secondary),
    ("CIW5", "https://www.chinainternetwatch.com/31068/iphone-wechat-poll/", Grade::Secondary),
    ("COS", "https://cosmeticschinaagency.com/chinese-addicted-wechat/", Grade::Secondary),
    ("CP1", "https://www.counterpointresearch.com/insights/honor-playing-magic/", Grade::Secondary),
    (
        "CPI",
        "https://epsilon.competitionpolicyinternational.com/qihoo-360-v-tencent-first-antitrust-decision-by-the-supreme-court",
        Grade::Secondary,
    ),
    ("CSC", "http://china-structured-cabling.com/content-in-order-to-compete-for-2086.html", Grade::Weak),
    (
        "CTN",
        "http://www.chinatechnews.com/2010/11/05/12680-qihoo-360-chinese-government-interferes-in-tencent-internet-dispute",
        Grade::Secondary,
    ),
    (
        "DHI",
        "https://dhirubhai.net/pulse/rmb-20-million-damages-awarded-against-unauthorised-scraping-yiu-ezr3c",
        Grade::Secondary,
    ),
    ("DI1", "https://dazeinfo.com/2019/12/21/total-smartphone-shipments-in-china-by-year-graphfarm/", Grade::Secondary),
    (
        "DIG",
        "https://apps.digitimes.com/news/a20251117PD205/apple-tencent-revenue-app-store-ios.html",
        Grade::Secondary,
    ),
    ("DZ", "http://biz.doczj.com/doc/335090279.html", Grade::Weak),
    ("EAL", "https://www.eastlab.co/understanding-chinas-app-store-wars/", Grade::Secondary),
    ("EDM", "http://edmontonchina.ca/forum.php?mod=viewthread&tid=768252", Grade::Weak),
    ("EEO", "http://www.eeo.com.cn/ens/Observer/opinion_analysis/2010/11/05/185004.shtml", Grade::Weak),
    ("EJI", "http://www.ejinsight.com/20170606-why-alibaba-and-sf-express-are-fighting-over-data/", Grade::Secondary),
    (
        "FCN",
        "https://www.followcn.com/chinese-internet-giant-tencents-social-apps-growing-faster-facebook/",
        Grade::Secondary,
    ),
    ("FLU", "https://www.flurry.com/blog/ios14-opt-in-rate/", Grade::Primary),
    (
        "FOE",
        "https://vdocument.in/15-may-2016-does-platform-owners-entry-to-the-best-of-our-knowledge-our.html",
        Grade::Primary,
    ),
    (
        "FOX1",
        "https://dataprivacy.foxrothschild.com/2019/08/articles/european-union/gdpr/researchers-most-cookie-consent-notices-are-not-gdpr-compliant/",
        Grade::Secondary,
    ),
    (
        "FOX2",
        "https://dataprivacy.foxrothschild.com/2019/08/articles/european-union/gdpr/cookie-banners-impact-data-privacy-choices/",
        Grade::Secondary,
    ),
    ("FWC", "https://freewechat.com/a/MjM5NzMzOTU4Mg==/2651202102/4?raw", Grade::Secondary),
    ("FWC2", "https://freewechat.com/a/MzU3MjU1OTQyMA==/2247546680/", Grade::Secondary),
    ("GCH", "http://globechalk.com/category/surveys/", Grade::Secondary),
    (
        "GJS",
        "https://katalog.lib.cas.cz/KNAV/EdsRecord/edsair,edsair.doi...........72cc6197227bcb854bb41d37f10e0df6",
        Grade::Primary,
    ),
    ("GLO", "https://www.globaltimes.cn/page/202109/1234098.shtml", Grade::Secondary),
    ("GMK", "https://gamemarket.top/a-quarter-of-global-app-users-consent-to-tracking-on-ios-14/", Grade::Weak),
    ("GOO", "https://en.wikisource.org./wiki/Page:United_States_v_Google_20240805.pdf/37", Grade::Primary),
    ("GRE", "https://www.greroyalt.com/page13?product_id=265", Grade::Secondary),
    ("HAI", "http://www.hainancn.cn/wez/2020/05/27/30281992.html", Grade::Weak),
    ("HES", "http://www.datascienceblog.pw/deep-learning-scaling-is-predictable-empirically.html", Grade::Secondary),
    (
        "HES2",
        "https://www.etftrends.com/portfolio-construction-channel/robotics-ai-channel/deep-learning-scaling-is-predictable/2/",
        Grade::Secondary,
    ),
    (
        "HOS",
        "https://tutorials.hostucan.com/big-data-war-starts-huawei-tencent-arguing-over-user-data",
        Grade::Secondary,
    ),
    (
        "HUS",
        "https://www.chinahush.com/2010/10/31/360-vs-qq-you-steal-private-information-oh-yeah-your-wealthy-ceo-cheats-housing-allowance/",
        Grade::Secondary,
    ),
    ("IM", "https://www.imore.com/95-china-iphone-users-would-leave-apple-if-wechat-was-banned", Grade::Secondary),
    (
        "ITZ",
        "https://itzone.com.vn/en/article/95-of-chinese-users-would-rather-quit-iphone-than-quit-wechat/",
        Grade::Secondary,
    ),
    ("IVY", "https://www.scribd.com/document/587122426/Strategy-Technology-Case-for-Section-C", Grade::Secondary),
    (
        "JSD",
        "https://discovery.researcher.life/article/consumer-privacy-choice-in-online-advertising-who-opts-out-and-at-what-cost-to-industry/879ed72a04943eb7b8ac7231248354f0",
        Grade::Primary,
    ),
    ("JY", "http://infos.joyyang.com/caijing/202011/13/36251.html", Grade::Secondary),
    ("KES", "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=4090786", Grade::Primary),
    (
        "KR1",
        "http://3.124.21.42/the-mau-of-wechat-alipay-and-baidus-mini-programs-now-add-up-to-more-than-1-billion",
        Grade::Secondary,
    ),
    (
        "KRE",
        "https://kr-europe.com/chinas-top-smartphone-vendors-forging-alliance-to-contend-against-wechat-mini-programs",
        Grade::Secondary,
    ),
    ("LAI", "https://www.laitimes.com/en/article/6eix4_6uv7w.html", Grade::Weak),
    ("LAN", "https://landian.news/article/3134.html", Grade::Secondary),
    ("LIN", "https://www.lindo.com/lsmodels/Controller/doSelect.php?action=2&name=BassModel.lng", Grade::Secondary),
    (
        "MEF",
        "https://mobileecosystemforum.com/2025/11/17/whatsapps-first-eu-interoperability-partners-named-but-will-birdychat-and-haiket-move-the-needle",
        Grade::Secondary,
    ),
    ("MKC", "https://www.marketingcharts.com/customer-centric/privacy-and-security-225814", Grade::Secondary),
    (
        "MOR",
        "https://www.morganlewis.com/pubs/2022/07/cyberspace-administration-of-china-issues-statement-on-didis-1-2b-fines-for-cybersecurity-law-violations",
        Grade::Secondary,
    ),
    ("MRL", "https://marketrealist.com/2014/03/tencents-wechat-active-user-base-continues-grow/", Grade::Secondary),
    ("MTC", "https://www.marketingtochina.com/latest-wechat-report-key-data-analysis/", Grade::Secondary),
    ("MYD", "http://m.mydrivers.com/newsview/508012.html", Grade::Secondary),
    ("NBE", "https://nber.org/papers/w30028", Grade::Primary),
    (
        "NEU",
        "https://neudata.co/alternative-data-news/chinese-weibo-vs-maimai-case-shows-limitations-of-web-scraping",
        Grade::Secondary,
    ),
    ("NIK", "https://business.nikkei.com/atcl/global/19/shanghai/020700705/", Grade::Secondary),
    (
        "NOU",
        "https://pdfslide.us/documents/dark-patterns-after-the-gdpr-scraping-consent-pop-ups-and-dark-patterns-after.html",
        Grade::Primary,
    ),
    ("OB", "https://www.oberlo.com/statistics/number-of-wechat-users", Grade::Secondary),
    ("PAK", "http://pakobserver.net/chinas-mobile-apps-exceed-4-02m/", Grade::Secondary),
    (
        "PHO",
        "http://phonearena.com/news/Did-you-know-The-average-Android-app-loses-77-of-its-users-in-just-72-hours_id79023",
        Grade::Secondary,
    ),
    ("PIN", "https://en.pingwest.com/w/9234", Grade::Secondary),
    ("POC", "https://pocketnow.com/release-date-for-honor-magic-concept-phone-is-december-16", Grade::Secondary),
    ("PPD", "http://en.people.cn/90001/90782/90872/7189247.html", Grade::Secondary),
    ("RTR", "http://cn.reuters.com/article/china-logistics-rift-idCNL3N1IZ28H", Grade::Secondary),
    ("SHI", "https://www.shine.cn/biz/tech/2109175185/", Grade::Secondary),
    ("SHN", "https://archive.shine.cn/business/it/Bitter-online-war-seen-to-end/shdaily.shtml", Grade::Secondary),
    (
        "SIE",
        "https://siepr.stanford.edu/research/publications/digital-privacy-paradox-small-money-small-costs-small-talk",
        Grade::Primary,
    ),
    (
        "SUP",
        "https://supchina.com/2017/08/07/qqs-not-dead-861-million-users-chinas-latest-business-technology-news/",
        Grade::Secondary,
    ),
    (
        "TEL",
        "https://telecomlead.com/telecom-statistics/oppo-leads-china-smartphone-market-apple-beats-xiaomi-74250",
        Grade::Secondary,
    ),
    (
        "TIP",
        "https://www.tip3x.com/2021/01/01/apple-store-70000-new-apps-were-added-and-90000-apps-were-removed/",
        Grade::Weak,
    ),
    (
        "TKN",
        "http://www.techienews.co.uk/9716722/wechat-grows-huge-438-million-monthly-active-users/",
        Grade::Secondary,
    ),
    ("TN1", "https://technode.com/2017/08/07/huawei-and-tencent-data-war/", Grade::Secondary),
    (
        "TN2",
        "http://technode.com/2014/03/19/wechat-monthly-active-users-reached-355-million-q4-2013/",
        Grade::Secondary,
    ),
    (
        "TN3",
        "https://technode.com/2017/09/14/chinese-becoming-less-likely-to-replace-their-phones-report/",
        Grade::Secondary,
    ),
    (
        "TN5",
        "https://technode.com/2019/07/26/users-flock-to-wechats-mini-programs-even-as-competition-rises-report/",
        Grade::Secondary,
    ),
    (
        "TN6",
        "https://technode.com/2017/07/04/proxy-data-war-between-tencent-and-alibaba-reaches-official-reconciliation-sf-express-cainiao/",
        Grade::Secondary,
    ),
    (
        "TOB",
        "http://www.timeoutbeijing.com/features/Blogs-Beijing_News/161765/Watch-out-WhatsApp-WeChat-users-are-sending-38-billion-messages-daily.html",
        Grade::Secondary,
    ),
    ("TOT", "https://talktototem.com/china-insights/china-dominates-ecommerce", Grade::Weak),
    (
        "TRI",
        "https://tribune.com.pk/story/2164475/facebook-pay-3-50-per-month-us-users-sharing-contact-info",
        Grade::Secondary,
    ),
    ("TSA", "https://mjtsai.com/blog/2015/01/20/the-shape-of-the-app-store/", Grade::Secondary),
    ("URB", "https://docslib.org/doc/12115628/the-privacy-pragmatic-as-privacy-vulnerable-jennifer-m", Grade::Primary),
    ("UTZ", "https://ar5iv.labs.arxiv.org/html/1909.02638", Grade::Primary),
    ("VA2", "https://hbswk.hbs.edu/item/time-dependency-data-flow-and-competitive-advantage", Grade::Primary),
    ("VAL", "https://www.astro.caltech.edu/calendar/special-seminar-in-cms-1", Grade::Primary),
    ("VIN", "http://blog.vinova.sg/tencent-dominates-chinese-mobile-app-use-as-online-arena-grows/", Grade::Secondary),
    (
        "WAO",
        "https://www.waonews.com/news/32607-WeChat_small_game_creative_incentive_plan_game_revenue_WeChat_start_30.html",
        Grade::Weak,
    ),
    ("WEN", "https://econpapers.repec.org/paper/netwpaper/1610.htm", Grade::Primary),
    ("WES", "https://alumniagri.in/task/what-is-westin-s-definition-of-a-fundamentalist-in-the-8588670", Grade::Weak),
    ("WIK", "https://en.m.wikipedia.org/wiki/360_v._Tencent", Grade::Secondary),
    (
        "WOO",
        "https://p.pdfkul.com/would-a-privacy-fundamentalist-sell-their-dna-research-at-google_5ad8a22a7f8b9a05778b4574.html",
        Grade::Primary,
    ),
    ("WTC", "https://walkthechat.com/tencent-q217-results-show-explosive-growth/", Grade::Secondary),
    (
        "YIC",
        "https://yicaiglobal.com/news/bytedance-apps-filch-tencent-user-data-chinese-court-rules-",
        Grade::Secondary,
    ),
    (
        "YOD",
        "http://www.yoda.ro/mobile/ce-surpriza-in-topul-producatorilor-de-smartphone-uri-cine-este-pe-primul-loc-dupa-o-crestere-de-122.html",
        Grade::Secondary,
    ),
    ("YTT", "http://y.tt/198715500070en.html", Grade::Weak),
    (
        "ZDN1",
        "http://www.zdnet.com/google-amp/article/chinas-smartphone-market-declined-15-7-percent-for-q4-2017-idc/",
        Grade::Secondary,
    ),
];

/// The sources whose keys stand in a text, in its order.
pub fn named_in(text: &str) -> impl Iterator<Item = &'static (&'static str, &'static str, Grade)> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.filter_map(|word| SOURCES.iter().find(|(key, ..)| *key == word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::glossary::TERMS;
    use crate::metrics::METRICS;
    use crate::scenario::LEVERS;

    /// Words in capitals that are no keys.
    const NO_KEYS: &[&str] = &["RMB"];

    #[test]
    fn every_key_has_an_address() {
        let levers = LEVERS.iter().map(|spec| spec.source);
        let metrics = METRICS.iter().map(|spec| spec.source);
        let terms = TERMS.iter().map(|(.., source)| *source);
        for source in levers.chain(metrics).chain(terms) {
            let words = source.split(|letter: char| !letter.is_ascii_alphanumeric());
            let capitals = words.filter(|word| {
                (2..=4).contains(&word.len())
                    && word.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
                    && word.chars().any(|letter| letter.is_ascii_uppercase())
            });
            for key in capitals.filter(|key| !NO_KEYS.contains(key)) {
                assert!(named_in(key).next().is_some(), "no address for {key} in {source:?}");
            }
        }
    }

    #[test]
    fn keys_are_in_order_and_addresses_are_addresses() {
        assert!(SOURCES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(SOURCES.iter().all(|(_, address, _)| address.starts_with("http")));
        let keys: Vec<&str> = named_in("D from TOB, UTZ and RMB").map(|(key, ..)| *key).collect();
        assert_eq!(keys, ["TOB", "UTZ"]);
    }
}
