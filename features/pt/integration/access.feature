# language: pt
# Gerado com «interop translate» a partir de features/integration/access.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@DICOMweb
Funcionalidade: O arquivo atende pela web quem prova quem é, e mostra-lhe o que é seu
  Atrás de um navegador pode estar qualquer um, e o endereço de um arquivo depressa se sabe.
  Uma porta que qualquer um abre mostra todos os pacientes; uma que não abre a ninguém para a enfermaria.

  Regra: É atendido quem prova quem é

    @TC-ACC-001 @shall @positive
    Esquema do Cenário: É atendido alguém com "<credenciais>"
      Dado que o sistema "PACS" pede "<maneira>" a quem o chama pela web
      Quando alguém com "<credenciais>" pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" atende pela web quem chama

      Exemplos:
        | maneira                    | credenciais                      |
        | utilizador e palavra-passe | palavra-passe certa              |
        | token                      | token certo                      |
        | OpenID Connect             | token por credenciais de cliente |
        | OpenID Connect             | token por código de autorização  |

    @TC-ACC-002 @should @positive
    Cenário: O fornecedor muda a sua chave enquanto o arquivo trabalha
      Dado que o sistema "PACS" pede "OpenID Connect" a quem o chama pela web
      Quando alguém com "token por credenciais de cliente" pesquisa no sistema "PACS" pela web
      E o fornecedor de OpenID do sistema "PACS" muda a sua chave
      E alguém com "token por credenciais de cliente" pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" atende pela web quem chama
      Quando alguém com um token da chave anterior pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" recusa pela web quem chama

  Regra: E mais ninguém

    @TC-ACC-003 @shall @negative
    Esquema do Cenário: É recusado alguém com "<credenciais>" onde se pede "<maneira>"
      Dado que o sistema "PACS" pede "<maneira>" a quem o chama pela web
      Quando alguém com "<credenciais>" pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" recusa pela web quem chama

      Exemplos:
        | maneira                    | credenciais             |
        | utilizador e palavra-passe | palavra-passe errada    |
        | utilizador e palavra-passe | utilizador desconhecido |
        | token                      | token errado            |

    @TC-ACC-004 @shall @negative
    Esquema do Cenário: É recusado alguém com "<credenciais>" em vez de um token bom
      Dado que o sistema "PACS" pede "OpenID Connect" a quem o chama pela web
      Quando alguém com "<credenciais>" pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" recusa pela web quem chama

      Exemplos:
        | credenciais               |
        | token expirado            |
        | token ainda não válido    |
        | token para outro serviço  |
        | token de outro fornecedor |
        | token assinado por outro  |
        | token sem assinatura      |

    @TC-ACC-005 @shall @negative
    Esquema do Cenário: Quem não diz quem é é recusado e sabe como chamar: "<maneira>"
      Dado que o sistema "PACS" pede "<maneira>" a quem o chama pela web
      Quando alguém com "nada" pesquisa no sistema "PACS" pela web
      Então o sistema "PACS" recusa pela web quem chama
      E o sistema "PACS" diz como quer ser chamado pela web

      Exemplos:
        | maneira                    |
        | utilizador e palavra-passe |
        | token                      |
        | OpenID Connect             |

    @TC-ACC-006 @shall @negative
    Cenário: Um código de autorização não vale nada para quem o tomou de outro
      Dado que o sistema "PACS" pede "OpenID Connect" a quem o chama pela web
      Quando alguém que tomou o código de autorização de outro pede um token ao fornecedor de OpenID do sistema "PACS"
      Então o fornecedor de OpenID do sistema "PACS" não dá nenhum token

  Regra: Cada um faz o que pode, no seu hospital

    @TC-ACC-007 @shall @positive
    Cenário: Um utilizador encontra os exames do seu hospital
      Dado que o sistema "PACS" pede "utilizador e palavra-passe" a quem o chama pela web
      E o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando um utilizador deste hospital procura pela web o exame "Radiografia do tórax" da paciente "Ana Torres"
      Então a pesquisa pela web encontra 1 exame

    @TC-ACC-008 @shall @negative
    Cenário: Um utilizador não vê nada de outro hospital
      Dado que o sistema "PACS" pede "utilizador e palavra-passe" a quem o chama pela web
      E o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando um utilizador de outro hospital procura pela web o exame "Radiografia do tórax" da paciente "Ana Torres" e pede-o
      Então o sistema "PACS" não mostra nem dá nada ao utilizador de outro hospital

    @TC-ACC-011 @shall @negative
    Cenário: Quem só pode ver não guarda nada
      Dado que o sistema "PACS" pede "utilizador e palavra-passe" a quem o chama pela web
      E o exame "Radiografia do tórax" da paciente "Ana Torres" está agendado no equipamento "DX_1"
      Quando um utilizador que só pode ver envia pela web o exame "Radiografia do tórax" da paciente "Ana Torres" do equipamento "DX_1"
      Então o sistema "PACS" recusa-o pela web e não tem nenhuma imagem do exame "Radiografia do tórax" da paciente "Ana Torres"

  Regra: Ninguém entra a adivinhar

    @TC-ACC-009 @shall @negative
    Cenário: Uma conta cuja palavra-passe se adivinha é bloqueada
      Dado que o sistema "PACS" pede "utilizador e palavra-passe" a quem o chama pela web
      Quando alguém adivinha palavras-passe de uma conta do sistema "PACS" pela web, e depois sabe a certa
      Então o sistema "PACS" bloqueou a conta, e atende outros pela web

    @TC-ACC-010 @shall @negative
    Cenário: Nenhuma conta é a de fábrica
      Dado que o sistema "PACS" pede "utilizador e palavra-passe" a quem o chama pela web
      Quando alguém experimenta pela web no sistema "PACS" as contas com que os arquivos são entregues
      Então o sistema "PACS" recusa pela web quem chama
