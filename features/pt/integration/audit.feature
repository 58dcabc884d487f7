# language: pt
# Gerado com «interop translate» a partir de features/integration/audit.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@ATNA
Funcionalidade: O registo de auditoria diz quem fez o quê com as imagens de quem
  Depois de uma fuga, o hospital tem de dizer quem viu o quê. Um registo com lacunas, nomes ou horas
  errados acusa a pessoa errada, e o que ninguém anotou nunca aconteceu.

  Regra: O que foi feito consta uma vez, a tempo, com as pessoas e os objetos certos

    @RAD-8 @TC-AUD-001 @shall @positive
    Cenário: Do registo ao arquivo nada fica de fora
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E o registo de auditoria relata tudo o que foi feito

    @RAD-13 @TC-AUD-002 @shall @positive
    Cenário: Um pedido é adiado e depois anulado
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1"
      Quando o secretariado de radiologia reagenda o exame "RM crânio-encefálica" do paciente "Pedro Abeso" para a data "2031-03-17 11:00"
      E o serviço requisitante anula o pedido do exame "RM crânio-encefálica" para o paciente "Pedro Abeso"
      Então o registo de auditoria relata tudo o que foi feito

    @RAD-12 @TC-AUD-003 @shall @positive
    Cenário: Duas fichas de uma pessoa tornam-se uma só
      Dado que a paciente "Elena Silva" consta do registo da receção
      E a paciente "Elena Obiang" consta do registo da receção
      Quando a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Então o registo de auditoria relata tudo o que foi feito

    @RAD-66 @TC-AUD-004 @shall @positive
    Cenário: Um estudo rejeitado consta como oculto
      Dado que o exame "Radiografia do tórax" da paciente "Rosa Eyang" foi realizado no equipamento "DX_1"
      Quando o técnico rejeita todas as imagens do exame "Radiografia do tórax" da paciente "Rosa Eyang" com o motivo "segurança do paciente"
      Então o número de imagens do exame "Radiografia do tórax" da paciente "Rosa Eyang" no sistema "PACS" é 0
      E o registo de auditoria relata tudo o que foi feito

  Regra: Consta quem viu imagens, as levou ou as trouxe

    @RAD-14 @RAD-16 @TC-AUD-005 @shall @positive
    Cenário: Um radiologista procura um estudo e abre-o
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" foi realizado no equipamento "MR_1"
      Quando o utilizador "rad.eyang" inicia sessão na estação de trabalho
      E o radiologista pesquisa no sistema "PACS" o identificador do paciente "Luis Mba"
      E o radiologista recupera do sistema "PACS", pela sua própria ligação, o exame "RM crânio-encefálica" do paciente "Luis Mba"
      Então o registo de auditoria da estação de trabalho relata que "rad.eyang" viu o exame "RM crânio-encefálica" do paciente "Luis Mba"
      E o registo de auditoria relata tudo o que foi feito

    @TC-AUD-006 @shall @positive
    Cenário: Um estudo sai do hospital num disco
      Dado que o exame "Radiografia do tórax" do paciente "Carlos Nve" foi realizado no equipamento "DX_1"
      Quando o utilizador "rad.eyang" inicia sessão na estação de trabalho
      E o radiologista recupera do sistema "PACS", pela sua própria ligação, o exame "Radiografia do tórax" do paciente "Carlos Nve"
      E o radiologista grava as imagens obtidas do exame "Radiografia do tórax" do paciente "Carlos Nve" no disco "DVD-0815"
      Então o registo de auditoria relata que "rad.eyang" gravou o exame "Radiografia do tórax" do paciente "Carlos Nve" no disco "DVD-0815"

    @TC-AUD-007 @shall @positive
    Cenário: Um estudo volta num disco
      Dado que o exame "Radiografia do tórax" da paciente "Marta Okenve" foi realizado no equipamento "DX_1"
      Quando o utilizador "rad.eyang" inicia sessão na estação de trabalho
      E o radiologista recupera do sistema "PACS", pela sua própria ligação, o exame "Radiografia do tórax" da paciente "Marta Okenve"
      E o radiologista grava as imagens obtidas do exame "Radiografia do tórax" da paciente "Marta Okenve" no disco "DVD-0816"
      E o radiologista carrega o disco "DVD-0816" na estação de trabalho
      Então o registo de auditoria relata que "rad.eyang" carregou o exame "Radiografia do tórax" da paciente "Marta Okenve" do disco "DVD-0816"

    @DICOMweb @TC-AUD-011 @shall @positive
    Cenário: Também consta o que se envia, pesquisa e recupera pela web
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" envia pela web ao sistema "PACS" o exame "TC do tórax" da paciente "Ana Torres"
      E o radiologista pesquisa pela web no sistema "PACS" o identificador da paciente "Ana Torres"
      E o radiologista recupera pela web do sistema "PACS" o exame "TC do tórax" da paciente "Ana Torres"
      Então o registo de auditoria relata tudo o que foi feito

  Regra: Consta quem entrou e quem não entrou

    @TC-AUD-008 @shall @positive
    Cenário: Alguém entra e sai
      Quando o utilizador "rad.mba" inicia sessão na estação de trabalho
      E o utilizador "rad.mba" termina a sessão na estação de trabalho
      Então o registo de auditoria da estação de trabalho relata que "rad.mba" iniciou sessão
      E o registo de auditoria da estação de trabalho relata que "rad.mba" terminou a sessão

    @TC-AUD-009 @shall @negative
    Cenário: Alguém tenta uma palavra-passe errada
      Quando o utilizador "rad.mba" escreve uma palavra-passe errada na estação de trabalho
      E o utilizador "rad.mba" inicia sessão na estação de trabalho
      Então o registo de auditoria da estação de trabalho relata que "rad.mba" foi recusado
      E o registo de auditoria da estação de trabalho relata que "rad.mba" iniciou sessão

    @TC-AUD-010 @should @negative
    Cenário: Um equipamento que o arquivo recusa dá o alerta
      Quando o equipamento "CT_ER1" chama o sistema "PACS" pelo nome "OLD_PACS"
      Então o sistema "PACS" recusa a ligação com o motivo "nome chamado não reconhecido"
      E o registo de auditoria do sistema "PACS" dá o alerta sobre o equipamento "CT_ER1"
